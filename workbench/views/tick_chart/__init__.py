"""Quotes and trades of any number of symbols, drawn as they happen."""
