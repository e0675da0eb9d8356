"""Label and text pairs as a small HTML table for detail areas."""

from collections.abc import Collection, Sequence
from html import escape


def facts_html(facts: Sequence[tuple[str, str]], *, label_color: str, mono_family: str, mono: Collection[str]) -> str:
    """Returns the pairs as rich text, with the labels in `mono` in the monospace family."""
    rows = []
    for name, text in facts:
        value = escape(text).replace("\n", "<br>").replace("  ", "&nbsp;&nbsp;")
        label = escape(name)
        face = f"font-family:'{mono_family}'" if name in mono else ""
        rows.append(
            f"<tr><td style='color:{label_color}'>{label}&nbsp;&nbsp;</td><td style=\"{face}\">{value}</td></tr>"
        )
    return f"<table style='font-size:9pt' cellspacing='1'>{''.join(rows)}</table>"
