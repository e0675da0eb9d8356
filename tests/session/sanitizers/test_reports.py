"""Reports of real runs (`sanitizer_reports/`) and pieces of them, as they are found while the file grows."""

from pathlib import Path

import pytest

from workbench.engine.symbolize.symbolizer import FunctionNames
from workbench.session.sanitizers.reports import Report, take_reports

REPORTS = Path(__file__).with_name("sanitizer_reports")


def text(name: str) -> str:
    return (REPORTS / f"{name}.txt").read_text("utf-8")


def the_one(name: str) -> Report:
    (report,), _ = take_reports(text(name), final=True)
    return report


@pytest.mark.parametrize(
    ("name", "tool", "what", "file"),
    [
        ("asan", "AddressSanitizer", "heap-buffer-overflow", "a81628c9b10884c6-asan.so"),
        (
            "ubsan",
            "UndefinedBehaviorSanitizer",
            "signed integer overflow: 110 + 2147483600 cannot be represented in type 'int'",
            "47c615b42356cafe-ubsan.so",
        ),
        (
            "ubsan_clang",
            "UndefinedBehaviorSanitizer",
            "signed integer overflow: 2147483600 + 100 cannot be represented in type 'int'",
            "0a1b2c3d4e5f6071-u.so",
        ),
        ("tsan", "ThreadSanitizer", "data race", "d4b5a9cee5d5b9cf-tsan.so"),
    ],
)
def test_that_kind_and_place_are_read(name: str, tool: str, what: str, file: str) -> None:
    report = the_one(name)
    assert (report.tool, report.what) == (tool, what)
    place = next(place for place in report.frames if place[0].endswith(file))
    folder = Path(place[0]).parent
    assert report.at_fault(folder) == place
    named: FunctionNames = {place: ("std::vector::at (stl_vector.h:1)", "Plugin::hook (mine.cpp:7)")}
    assert report.where(folder, named) == "Plugin::hook (mine.cpp:7)"
    assert "Plugin::hook (mine.cpp:7)" in "\n".join(report.text(named))
    assert not any("Shadow" in line or "SUMMARY" in line for line in report.text(named))


def test_that_sentences_contain_error_and_place() -> None:
    where = "Plugin::hook (mine.cpp:7)"
    assert the_one("asan").sentence(where) == (
        "AddressSanitizer: heap-buffer-overflow, READ of size 4, in Plugin::hook (mine.cpp:7)"
    )
    assert the_one("ubsan").sentence("").endswith(" in type 'int', ubsan.cpp:19")
    assert the_one("ubsan").sentence("add (ubsan.cpp:19)").endswith(" in type 'int', in add (ubsan.cpp:19)")
    assert the_one("tsan").sentence(where) == "ThreadSanitizer: data race, in Plugin::hook (mine.cpp:7)"


@pytest.mark.parametrize("name", ["ubsan", "ubsan_clang"])
def test_that_a_report_of_undefined_behaviour_is_reported_at_once(name: str) -> None:
    found, _ = take_reports(text(name), final=False)
    assert [report.lines for report in found] == [the_one(name).lines]


@pytest.mark.parametrize("name", ["ubsan", "ubsan_clang", "tsan"])
def test_that_a_report_is_read_once_while_the_file_grows(name: str) -> None:
    whole = text(name) * 3
    for step in (1, 7, 100, 4096):
        rest, taken = "", []
        for start in range(0, len(whole), step):
            found, rest = take_reports(rest + whole[start : start + step], final=False)
            taken += found
        found, _ = take_reports(rest, final=True)
        assert [report.lines for report in taken + found] == [the_one(name).lines] * 3, step


def test_that_reports_of_different_kinds_in_one_file_are_separated() -> None:
    found, rest = take_reports(text("ubsan") + text("tsan") + text("asan"), final=True)
    assert [report.tool[:6] for report in found] == ["Undefi", "Thread", "Addres"]
    assert rest == ""


def test_that_a_report_cannot_reach_the_terminal() -> None:
    (report,), _ = take_reports("/tmp/\x1b[31mx.cpp:1:2: runtime error: bad\x07 thing\n\n", final=True)
    assert report.what == r"bad\x07 thing"
    assert report.place == r"\x1b[31mx.cpp:1"
    assert all(line.isprintable() for line in report.lines)


@pytest.mark.parametrize(
    "noise", ["", "\n", "====\n", "==1==ABORTING\n", "#0 0x1\n" * 50, "ThreadSanitizer: nothing\n"]
)
def test_that_other_lines_are_no_reports(noise: str) -> None:
    assert take_reports(noise, final=True)[0] == []
