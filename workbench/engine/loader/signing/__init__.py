"""Signatures of plugin files: creation, verification, and trusted certificates."""
