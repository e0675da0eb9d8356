"""The Event injector panel: requests, quotes and other events, sent to the server by hand."""
