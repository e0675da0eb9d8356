"""The benchmark suite. Each result is compared with a reference from the same run."""
