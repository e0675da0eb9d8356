"""Finds plugin files, checks them without executing anything, loads them and says what is wrong with them."""
