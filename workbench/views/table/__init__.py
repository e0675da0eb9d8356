"""The table that all panels use: columns, filter, sorting, copying."""
