"""The Plugins panel: priority order, state and measurements of every plugin."""
