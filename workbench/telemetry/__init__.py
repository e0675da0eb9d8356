"""The engine process's measurements, read by the client process: rings, latencies, threads and recordings."""
