"""The Threads and memory panel: both of the server's process, over time and by plugin."""
