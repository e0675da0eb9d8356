"""What the engine process measures, seen by the observer: shared-memory rings, latencies, threads, recordings."""
