"""The benchmark suite: figures as ratios to a reference measured in the same run."""
