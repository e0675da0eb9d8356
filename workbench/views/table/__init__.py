"""The table of all panels: columns, filter, sorting, copying."""
