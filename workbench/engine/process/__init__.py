"""The process of a server: its arguments, socket, threads, children, debugger and lock."""
