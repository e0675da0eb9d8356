"""The process that a server runs in: its arguments, socket, threads, children, debugger and lock."""
