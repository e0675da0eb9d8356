"""The server as a whole: commands, events and journal, and the entry point of its process."""
