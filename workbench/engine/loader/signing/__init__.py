"""Signatures of plugin files: created, verified, and whom to trust."""
