"""Generates the numbered callbacks for Python."""

from __future__ import annotations

import json
from collections.abc import Iterator

from workbench.contract.generate.callback_list import callback_rows
from workbench.contract.generate.output import Output, Tables, python_file


def python_callbacks(tables: Tables, path: str) -> Iterator[Output]:
    """Yields CALLBACKS, indexed by number, and CALLBACK_BY_NAME."""
    lines = ["from __future__ import annotations", "", "from workbench.contract.callback import Callback", ""]
    lines += ["CALLBACKS: tuple[Callback, ...] = ("]
    for row in callback_rows(tables):
        lines += [
            "    Callback(",
            f"        {row.number},",
            f'        "{row.name}",',
            f'        "{row.class_name}",',
            f'        "{row.kind}",',
            f"        {json.dumps(row.doc)},",
            "    ),",
        ]
    lines += [")", "", "CALLBACK_BY_NAME: dict[str, Callback] = {callback.name: callback for callback in CALLBACKS}"]
    purpose = "Every callback by its number in call records. The numbers are the same as in C++."
    yield Output(path, python_file(tables, purpose, "\n".join(lines)))
