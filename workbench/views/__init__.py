"""The panels of the window, one package for each, and the parts that they share."""
