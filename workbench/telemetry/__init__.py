"""What the engine process measures, seen by the client process: shared-memory rings, latencies, threads, recordings."""
