"""The trader robot, which trades at random like clients."""
