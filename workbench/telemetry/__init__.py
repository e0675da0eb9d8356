"""What the engine process measures, seen from the observer: shared-memory rings, latency tables, threads and recordings."""
