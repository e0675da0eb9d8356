"""The Journal panel: the server's log, filtered and following the newest line."""
