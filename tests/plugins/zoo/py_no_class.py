"""Has a class, but it derives from nothing."""


class NoClass:
    def OnQuoteTick(self, symbol: object, tick: object) -> None:
        pass
