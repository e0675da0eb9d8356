"""Pages with details about the selected row of a table."""
