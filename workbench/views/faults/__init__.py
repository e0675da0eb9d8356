"""The Faults panel: what ended or blocked the server, where, and the calls before it."""
