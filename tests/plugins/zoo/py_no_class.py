"""Has a class that does not derive from PluginInterface."""


class NoClass:
    def OnQuoteTick(self, symbol: object, tick: object) -> None:
        pass
