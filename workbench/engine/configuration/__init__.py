"""server.toml: read, checked, compared, edited, and applied to a running server."""
