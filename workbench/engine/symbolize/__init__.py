"""Addresses of a process as functions, files and lines."""
