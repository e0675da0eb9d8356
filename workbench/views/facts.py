"""Label and text pairs as the small table that detail areas show."""

from collections.abc import Collection, Sequence
from html import escape


def facts_html(
    reported: Sequence[tuple[str, str]], *, label_color: str, mono_family: str, mono: Collection[str]
) -> str:
    """Rich text of the pairs; those labelled in `mono` in the monospace family."""
    rows = []
    for name, text in reported:
        value = escape(text).replace("\n", "<br>").replace("  ", "&nbsp;&nbsp;")
        label = escape(name)
        face = f"font-family:'{mono_family}'" if name in mono else ""
        rows.append(
            f"<tr><td style='color:{label_color}'>{label}&nbsp;&nbsp;</td><td style=\"{face}\">{value}</td></tr>"
        )
    return f"<table style='font-size:9pt' cellspacing='1'>{''.join(rows)}</table>"
