"""The Threads and memory panel: threads and memory of the server process, over time and by plugin."""
