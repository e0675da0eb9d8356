"""The check of wording: which parts of a file it reads, and that each phrase names its replacement."""

from pathlib import Path

import pytest

from scripts.wording import BANNED, problems


def test_that_a_phrase_is_reported_with_file_line_and_replacement() -> None:
    found = list(problems(Path("docs/page.md"), "# Page\n\nA hang is told here.\n"))
    assert found == ["docs/page.md:3: is told: write say who reports what: “the loader reports …”"]


@pytest.mark.parametrize(
    ("name", "source", "line"),
    [
        ("code.py", 'value = 1\ntext = "the plugin to blame"\n', 2),
        ("code.py", 'def look() -> None:\n    """First.\n\n    The plugin to blame.\n    """\n', 4),
        ("code.py", "value = 1  # the plugin to blame\n", 1),
        ("test_code.py", "import os\n\n\ndef test_that_the_plugin_to_blame_is_named() -> None: ...\n", 4),
        ("code.cpp", "int a;\n/// The plugin to blame.\nint b;\n", 2),
        ("code.h", 'int a;\nauto text = "the plugin to blame";\n', 2),
        ("page.md", "the plugin\n\nTo blame: nobody\n", 3),
    ],
)
def test_that_texts_are_found_in_every_kind_of_file(name: str, source: str, line: int) -> None:
    assert [found.split(": ")[0] for found in problems(Path(name), source)] == [f"{name}:{line}"]


def test_that_names_in_code_are_ignored() -> None:
    assert list(problems(Path("code.py"), "finding = observer + 1\n")) == []
    assert list(problems(Path("code.cpp"), "int finding = observer + 1;\n")) == []


def test_that_a_file_with_invalid_python_is_searched_as_text() -> None:
    assert len(list(problems(Path("broken.py"), "print((\n# to blame\n"))) == 1


def test_that_every_phrase_has_a_replacement() -> None:
    assert all(pattern and instead for pattern, instead in BANNED)


def test_that_the_name_of_a_module_or_class_is_no_phrase() -> None:
    assert list(problems(Path("code.py"), 'target = "watchdog.observers.Observer"\n')) == []
