"""The Event injector panel: sends requests, quotes and other events to the server."""
