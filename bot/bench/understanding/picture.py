"""The confusion of needs as an HTML page: a row is what was said, a column what it was taken for."""

from collections.abc import Sequence
from html import escape


def page(title: str, names: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    head = "".join(f"<th scope=col><span>{escape(name)}</span></th>" for name in names)
    rows = "".join(_row(name, i, row) for i, (name, row) in enumerate(zip(names, counts, strict=True)))
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><style>"
        "body{font:14px sans-serif}table{border-collapse:collapse}td{width:2em;text-align:center}"
        "td,th{border:1px solid #ddd;padding:2px 4px}th{font-weight:normal;text-align:left}"
        "th[scope=col] span{writing-mode:vertical-rl}</style>"
        f"<h1>{escape(title)}</h1><p>Row: what was said. Column: what it was taken for.</p>"
        f"<table><tr><th></th>{head}</tr>{rows}</table></html>"
    )


def _row(name: str, own: int, row: Sequence[int]) -> str:
    total = sum(row) or 1
    cells = "".join(
        f'<td style="background:{_colour(count / total, column == own)}">{count or ""}</td>'
        for column, count in enumerate(row)
    )
    return f"<tr><th scope=row>{escape(name)}</th>{cells}</tr>"


def _colour(share: float, right: bool) -> str:
    hue, strength = (140, 30) if right else (10, 60)
    return f"hsl({hue} 70% {100 - round(min(1.0, share * (1 if right else 3)) * strength)}%)"
