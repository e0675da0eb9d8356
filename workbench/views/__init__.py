"""The panels of the window, one package each, and their shared parts."""
