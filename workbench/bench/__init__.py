"""The benchmark suite. Each figure is compared with a reference from the same run."""
