"""Checks docs, user-visible texts, docstrings, comments and test names for phrases that the project does not use.

    scripts/wording.py [PATH ...]    files or folders, default: the whole project

Prints `file:line: phrase: what to write instead` for each place; exit 1 when there is one. Python files are searched in
their strings, docstrings, comments and test names, C++ files in comments and strings, Markdown and shell files whole.
"""

import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_SUFFIXES = {".py", ".cpp", ".h", ".md", ".toml", ".yml", ".txt"}
_EXEMPT = {Path("scripts/wording.py"), Path("tests/scripts/test_wording.py")}

BANNED: tuple[tuple[str, str], ...] = (
    (r"\b(?:is|are|was|were|be|been|being) told\b", "say who reports what: “the loader reports …”"),
    (r"\btold (?:apart|from)\b", "“distinguished from”"),
    (r"\b(?:tells|telling) (?:apart|of)\b", "“distinguishes”, “reports”"),
    (r"\bto blame\b", "“faulting plugin”"),
    (r"\b(?:culprit|guilty)\b", "“faulting plugin”"),
    (r"\bby another one\b", "name the thing: “the file has changed on disk”"),
    (r"\b(?:is|are) (?:another one|other ones)\b", "“differs from”"),
    (r"\bno guess\b", "“the sanitizer observed this error”"),
    (r"\bfindings?\b", "“diagnostic”"),
    (r"\bmend(?:s|ed|ing)?\b", "“fix”"),
    (r"\bin need\b", "say when"),
    (r"\blast words\b", "“exit handlers”, “final output”"),
    (r"\b(?:house rules|rooms)\b", "“conventions”, “packages”, “layers”"),
    (r"(?<![.\w])(?-i:observers?)\b", "“client process”, “client”"),
    (r"\bannouncer\b", "“notifier”"),
    (r"\bolder layouts?\b", "“legacy layout”"),
    (r"\b(?:goes|go|went) by\b", "“uses”, “follows”, “ignores”"),
    (r"\bwhoever\b", "name the caller"),
    (r"\bof its own accord\b", "“by itself”"),
    (r"\bas it were\b", "leave it out"),
    (r"\bmessage contains\b", "“names”, “lists” or “gives”"),
    (r"\bwhat it takes\b", "name the cost or the requirement"),
)
_WORDS = tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in BANNED)
_CPP_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_TEST_NAME = re.compile(r"^\s*def (test_\w+)", re.MULTILINE)

Text = tuple[int, str]
"""The number of its first line, and the text."""


def _python_texts(source: str) -> Iterator[Text]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT):
            yield token.start[0], token.string
    for name in _TEST_NAME.finditer(source):
        yield source.count("\n", 0, name.start(1)) + 1, name[1].replace("_", " ")


def texts(path: Path, source: str) -> Iterator[Text]:
    """Yields the parts of a file that people read as sentences."""
    if path.suffix == ".py":
        yield from _python_texts(source)
    elif path.suffix in (".cpp", ".h"):
        yield from ((source.count("\n", 0, part.start()) + 1, part[0]) for part in _CPP_TEXT.finditer(source))
    else:
        yield 1, source


def problems(path: Path, source: str) -> Iterator[str]:
    """Yields one line for each banned phrase of a file. The lines show `path` as given."""
    try:
        parts = list(texts(path, source))
    except (tokenize.TokenError, SyntaxError):
        parts = [(1, source)]  # a file with intended errors
    for first, text in parts:
        for pattern, instead in _WORDS:
            for found in pattern.finditer(text):
                line = first + text.count("\n", 0, found.start())
                yield f"{path}:{line}: {found[0]}: write {instead}"


def _files(arguments: list[str]) -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *arguments],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in sorted(filter(None, listed.split("\0"))):
        path = Path(name)
        script = path.parts[0] == "scripts" and not path.suffix
        if (path.suffix in _SUFFIXES or script) and path not in _EXEMPT and (ROOT / path).is_file():
            yield path


def main(arguments: list[str]) -> int:
    """Prints the problems of the files. Returns 1 when there is one, else 0."""
    found = [line for path in _files(arguments) for line in problems(path, (ROOT / path).read_text("utf-8"))]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
