"""Plugins built with sanitizers: the runtimes that they need and the reports that the runtimes write."""
