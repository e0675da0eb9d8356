"""The plugins of a running server: management, file changes, and changes that they make to the process."""
