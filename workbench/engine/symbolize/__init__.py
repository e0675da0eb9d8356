"""The symbolizer: addresses of a process as functions, files and lines."""
