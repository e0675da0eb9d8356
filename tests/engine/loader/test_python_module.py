"""Python plugin files: executed under a private name, with errors reported by file and line."""

import sys
from pathlib import Path

import pytest

from workbench.engine.loader.python_module import ImportProblem, create, load_class, unload

PLUGIN = '''"""A plugin."""
from workbench.sdk import PluginInterface

class Mine(PluginInterface):
    def __init__(self{parameters}):
        self.got = ({arguments})
'''


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.py"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = = 1\n", "mine.py:1: SyntaxError: invalid syntax"),
        ("\nimport nothing_like_this\n", "mine.py:2: ModuleNotFoundError: No module named 'nothing_like_this'"),
        ("def f():\n    raise ValueError('no')\nf()\n", "mine.py:2: ValueError: no"),
        ("import sys\nsys.exit(3)\n", "mine.py:2: SystemExit: 3"),
        ("x = 1\n", "mine.py: needs one class deriving from workbench.sdk.PluginInterface, has none"),
        ("import json\njson.loads('x')\n", "mine.py:2: json.decoder.JSONDecodeError: Expecting value"),
    ],
)
def test_that_an_error_is_reported_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    before = set(sys.modules)
    with pytest.raises(ImportProblem) as caught:
        load_class(write(tmp_path, text), "0" * 64)
    assert str(caught.value).startswith(message)
    assert not [name for name in set(sys.modules) - before if name.startswith("_workbench_plugin")]


@pytest.mark.parametrize(
    ("parameters", "arguments", "wanted"),
    [
        (", server, config", "server, config", ("S", {"a": 1})),
        (", server", "server,", ("S",)),
        ("", "", ()),
        (", *both", "*both,", ("S", {"a": 1})),
    ],
)
def test_that_the_constructor_gets_the_parameters_that_it_declares(
    tmp_path: Path, parameters: str, arguments: str, wanted: object
) -> None:
    text = PLUGIN.format(parameters=parameters, arguments=arguments)
    module, class_ = load_class(write(tmp_path, text), "1" * 64)
    try:
        plugin = create(class_, "S", {"a": 1})
        assert plugin.got == wanted  # type: ignore[attr-defined]
        assert module.__name__ not in ("mine", "__main__")
        assert sys.modules[module.__name__] is module
    finally:
        unload(module)
    assert module.__name__ not in sys.modules
