"""The application window: docks, commands, theme, and the bridge from events to widgets."""
