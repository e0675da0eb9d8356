"""Forms made from the field descriptions of the contract."""
