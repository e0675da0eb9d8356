"""What the text of a Python plugin says before it runs: callbacks that never work, modules that are not there."""

from pathlib import Path

import pytest

from workbench.engine.loader.python_checks import inspect_source
from workbench.engine.loader.scan import Candidate

PLUGIN = """from workbench.sdk import *
{head}
class Mine(PluginInterface, {bases}):
    {method}
"""
OPEN = "trade, group, symbol, account, margin, diff"


def findings(
    tmp_path: Path, method: str = "pass", *, head: str = "", bases: str = "HookTrade, EventTrade"
) -> list[tuple[str, str, str]]:
    text = PLUGIN.format(head=head, bases=bases, method=method)
    found = inspect_source(Candidate(tmp_path / "mine.py", "Python", text.encode(), "0" * 64)).diagnostics
    return [(one.code, one.severity, one.text) for one in found]


@pytest.mark.parametrize(
    ("method", "severity", "words"),
    [
        ("def OnTradeExecutedOpen(self, trade): pass", "warning", "is not a callback. Do you mean OnTradeExecuteOpen?"),
        ("def OnQuoteTick(self, symbol, tick): pass", "warning", "Mine does not derive from EventQuote"),
        ("async def OnTradeAddDB(self, trade): pass", "error", "is a coroutine function"),
        ("def HookTradeRequestOpen(self, a, b, c, d): pass", "error", "takes 4 arguments, the server passes 6"),
        (f"def HookTradeRequestOpen(self, {OPEN}, more): pass", "error", "takes 7 arguments, the server passes 6"),
        ("def OnTradeAddDB(self, trade, *, more): pass", "error", "needs more by name, the server passes no names"),
    ],
)
def test_that_a_callback_that_never_works_is_reported_with_its_line(
    tmp_path: Path, method: str, severity: str, words: str
) -> None:
    ((code, found, text),) = findings(tmp_path, method)
    assert (code, found) == ("callback", severity)
    assert text.startswith("mine.py:4: ")
    assert words in text


@pytest.mark.parametrize(
    ("method", "bases"),
    [
        (f"def HookTradeRequestOpen(self, {OPEN}): pass", "HookTrade"),
        ("def HookTradeRequestOpen(self, *all): pass", "HookTrade"),
        ("def HookTradeRequestOpen(self, trade, *rest, more=1): pass", "HookTrade"),
        (f"def HookTradeRequestOpen(self, {OPEN}, more=1): pass", "HookTrade"),
        ("@staticmethod\n    def OnTradeAddDB(trade): pass", "EventTrade"),
        ("def OnQuoteTick(self, symbol, tick): pass", "Unknown"),
        ("def on_reload(self): pass", "EventTrade"),
        ("def OnRiskLimitReached(self): pass", "EventTrade"),
        ("async def poll(self): pass", "EventTrade"),
    ],
)
def test_that_other_methods_are_fine(tmp_path: Path, method: str, bases: str) -> None:
    assert findings(tmp_path, method, bases=bases) == []


def test_that_a_missing_module_is_reported_with_its_line(tmp_path: Path) -> None:
    head = "import json, nothing_like_this.part; from .beside import x"
    assert findings(tmp_path, head=head) == [("import", "warning", "mine.py:2: no module 'nothing_like_this'")]


@pytest.mark.parametrize(
    "head",
    [
        "try: import nothing\nexcept ImportError: pass",
        "import sys; sys.path.append('x'); import nothing",
        "import os.path",
    ],
)
def test_that_a_module_that_the_plugin_may_find_is_not_reported(tmp_path: Path, head: str) -> None:
    assert findings(tmp_path, head=head) == []
