"""The trader robot: trades at random, as clients do."""
