"""Results of the comparison as text."""

import statistics
from dataclasses import asdict, dataclass, field

from contenders import OURS, Contender

BEGIN = "<!-- The latest table, written by --markdown. -->"
END = "<!-- The end of the latest table. -->"
HEAD = ["fires", "threads", "contender", "min ms", "median ms", "/ ours 16", "/ ours 8", "largest difference"]


@dataclass
class Result:
    """All rounds of a contender with a network and a number of threads."""

    contender: Contender
    threads: int
    # The firing rate that the network was made for, and the one that was counted.
    rate: float
    firing_rate: float | None = None
    times: list[float] = field(default_factory=list)
    # The largest from the reference engine's outputs.
    difference: float = 0
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether it should have given the reference's numbers and has not; NaN is no number."""
        return not self.contender.is_lossy and self.difference != 0

    def json(self) -> dict[str, object]:
        """Everything, with the contender by name."""
        return {"name": self.contender.title} | {k: v for k, v in asdict(self).items() if k != "contender"}


def table(results: list[Result]) -> list[list[str]]:
    """Rows of text below a head.

    The ratios are to our 16 bits and to our 8 bits of the same rate, threads and instructions, by minima.
    """
    minima = {(r.contender.title, r.threads, r.rate): min(r.times) for r in results}
    fires = {r.rate: r.firing_rate for r in results if r.firing_rate is not None}
    rows = [HEAD]
    for r in results:
        least = min(r.times)
        ours = [Contender(c.name, instructions=r.contender.instructions).title for c in OURS[:2]]
        ratios = [least / minima[title, r.threads, r.rate] for title in ours]
        cells = [f"{fires[r.rate]:.1%}", str(r.threads), r.contender.title, f"{least:.1f}"]
        cells += [f"{statistics.median(r.times):.1f}", *(f"{ratio:.2f}" for ratio in ratios)]
        rows.append([*cells, f"{r.difference:g}"])
    return rows


def plain(rows: list[list[str]]) -> str:
    """Columns side by side."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def markdown(rows: list[list[str]]) -> str:
    """A table of Markdown."""
    head, *others = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *others])


def with_section(document: str, section: str) -> str:
    """A document with what is between the two marks replaced; an empty one becomes the marks and the section.

    Raises ValueError where the marks are not there once each, in their order.
    """
    text = f"{BEGIN}\n\n{section.strip()}\n\n{END}"
    if not document.strip():
        return text + "\n"
    if document.count(BEGIN) != 1 or document.count(END) != 1 or document.index(BEGIN) > document.index(END):
        raise ValueError(f"there is no place for the table: put the lines '{BEGIN}' and '{END}' where it belongs")
    before, rest = document.split(BEGIN)
    return before + text + rest.split(END)[1]
