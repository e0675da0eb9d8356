"""Writes everything that follows from the tables: headers, bindings, Python records, forms and the reference page."""
