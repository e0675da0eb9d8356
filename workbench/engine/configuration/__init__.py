"""server.toml: reading, checking, comparing, editing, and applying it to a running server."""
