"""Forms that are generated from the field descriptions of the contract."""
