"""How long every callback of every plugin takes, as figures, over the last minute and as a histogram."""
