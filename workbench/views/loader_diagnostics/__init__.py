"""The Loader diagnostics panel: problems in plugins that the loader and the guard found."""
