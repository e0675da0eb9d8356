"""`workbench bench`: runs the benchmarks and compares them with references."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.bench.registry import BENCHMARKS, Benchmark
from workbench.bench.result import Result
from workbench.cli.exit_codes import CHECK_FAILED, DONE, UsageError
from workbench.cli.output import write_out

SCHEMA = "workbench.bench"
VERSION = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    names = ", ".join(each.name for each in BENCHMARKS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON (- for standard output)")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help=f"run only this benchmark (repeatable): {names}"
    )
    parser.add_argument(
        "--references",
        action="store_true",
        help="install the reference programs first (1.5 GB)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="only check that every benchmark runs (measurements are not meaningful)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Runs the benchmarks. Returns 0 when every goal holds, else 1. UsageError for unknown names and bad files."""
    chosen = _chosen(arguments.only)
    to_stdout = arguments.json is not None and str(arguments.json) == "-"
    if arguments.json is not None and not to_stdout:
        _check_writable(arguments.json)
    if arguments.references:
        _install_references()
    results = [_measured(each, quick=arguments.quick) for each in chosen]
    if arguments.json is not None:
        _write(results, None if to_stdout else arguments.json)
    if not to_stdout:
        write_out("\n".join(table(results)) + "\n")
    # A quick run only checks that every benchmark runs.
    failed = any(result.value is None if arguments.quick else result.holds is False for result in results)
    return CHECK_FAILED if failed else DONE


def _chosen(names: Sequence[str] | None) -> list[Benchmark]:
    known = {each.name: each for each in BENCHMARKS}
    for name in names or ():
        if name not in known:
            raise UsageError(f"--only {name}: unknown benchmark. Use one of {', '.join(known)}")
    return [each for each in BENCHMARKS if not names or each.name in names]


def _install_references() -> None:
    from workbench.bench import references

    for name, reason in references.install().items():
        print(f"{name}: cannot install: {reason}", file=sys.stderr)


def _check_writable(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        raise UsageError(f"{file}: cannot write: {error.strerror}") from error


def _measured(benchmark: Benchmark, *, quick: bool) -> Result:
    if sys.stderr.isatty():
        print(f"\r\033[K{benchmark.name}: {benchmark.purpose} ...", end="", file=sys.stderr, flush=True)
    result = benchmark.run(quick=quick)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    return result


def document(results: Sequence[Result]) -> dict[str, Any]:
    """Returns the JSON document."""
    return {"schema": SCHEMA, "version": VERSION, "results": [result.as_json() for result in results]}


def _write(results: Sequence[Result], file: Path | None) -> None:
    text = json.dumps(document(results), indent=2, allow_nan=False) + "\n"
    if file is None:
        write_out(text)
    else:
        file.write_text(text, encoding="utf-8")


def table(results: Sequence[Result]) -> list[str]:
    """Returns the report as aligned lines with a heading."""
    rows = [("benchmark", "value", "reference", "ratio", "holds", "goal")]
    rows += [
        (
            result.name,
            _figure(result.value, result.unit),
            _figure(result.reference, result.unit),
            "-" if result.ratio is None else f"{result.ratio:.3g}",
            {True: "yes", False: "NO", None: "-"}[result.holds],
            result.goal + (f"  [{result.reason}]" if result.reason else ""),
        )
        for result in results
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return [
        "  ".join(
            cell.ljust(width) if column in (0, 4) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=False))
        )
        + f"  {row[5]}"
        for row in rows
    ]


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    text = f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"
    return f"{text} {unit}"
