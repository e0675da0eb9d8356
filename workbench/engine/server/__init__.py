"""The server as a whole: commands in, events and journal out, and the entry of its process."""
