"""Facts about the one selected thing, on pages beside or below a table."""
