"""Faults of an engine process: what ended or blocked it, where, and which plugin did it."""
