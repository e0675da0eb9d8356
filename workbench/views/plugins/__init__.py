"""The Plugins panel: priority order, state and figures of every plugin."""
