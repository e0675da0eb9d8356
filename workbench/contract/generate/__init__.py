"""Generates headers, bindings, Python records, forms and the reference page from the tables."""
