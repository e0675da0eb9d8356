"""The Hook timings panel: durations of every callback of every plugin, over the last minute and as a histogram."""
