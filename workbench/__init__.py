"""ScaleTrade plugin workbench: the trading server, its plugins and everything one wants to see of them."""

__version__ = "0.1.0"
