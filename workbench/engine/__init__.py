"""The embedded trading server: core, plugin loader, configuration, journal, and the process that runs it."""
