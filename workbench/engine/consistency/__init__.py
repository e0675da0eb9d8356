"""Verification of a server: its databases are consistent, and equal input gives equal results."""
