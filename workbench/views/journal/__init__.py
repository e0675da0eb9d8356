"""The Journal panel: the server log with a filter, following the newest line."""
