"""The Loader diagnostics panel: what the loader and the guard found in plugins."""
