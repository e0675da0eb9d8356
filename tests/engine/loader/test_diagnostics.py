"""The table of diagnostics."""

from pathlib import Path

from workbench.engine.loader import diagnostics


def test_that_every_diagnostic_says_what_to_do() -> None:
    for code, severity, advice in diagnostics.advised():
        assert code == code.lower()
        assert severity in diagnostics.SEVERITIES
        assert advice.endswith(".")
        assert "\n" not in advice


def test_that_every_diagnostic_says_when_it_is_reported() -> None:
    for class_ in diagnostics.REGISTRY:
        assert class_.condition.endswith("."), class_.__name__
        assert "|" not in class_.condition, class_.__name__
        assert "\n" not in class_.condition, class_.__name__


def test_that_every_diagnostic_of_the_core_has_an_entry() -> None:
    native = Path(__file__).parents[3] / "workbench" / "engine" / "native"
    text = "".join(path.read_text() for path in native.rglob("*.cpp"))
    for code in ("exception", "slow", "change", "return-code", "hang", "after-destroy"):
        assert f'"{code}"' in text
        assert any(code == reported for reported, _, _ in diagnostics.advised())


def test_that_a_diagnostic_of_the_core_gets_its_advice() -> None:
    event = diagnostics.from_notice("warning", "slow", "took 9 ms", "risk_guard", 5)
    assert event.advice == diagnostics.Slow.advice
    assert (event.plugin, event.message, event.nanos) == ("risk_guard", "took 9 ms", 5)
