"""Faults of an engine process: the cause of a crash or hang, its place, and the faulting plugin."""
