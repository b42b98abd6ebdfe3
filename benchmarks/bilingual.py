"""A letter in two languages over twelve pages and more: ours beside bare python-docx writing the same paragraphs and tables."""

from __future__ import annotations

from benchmarks.letters import MOST, bare
from benchmarks.measuring import pair, seconds
from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.documents import word
from jitdesk.drafting.structure import Letter
from jitdesk.system import resources
from tests.goldens.rich import SECOND, in_two_languages


def figure(times: int = 5) -> Figure:
    """Several letters each time, findings and drafting of both languages included in ours."""
    bootstrap.start("worker")
    template = resources.read_bytes("templates/letter.docx")
    drafted = letter()
    return pair(
        lambda: seconds(lambda: [word.write(letter(), template) for _ in range(times)]),
        lambda: seconds(lambda: [bare(drafted, template) for _ in range(times)]),
    ).figure(MOST, "bare python-docx")


def letter() -> Letter:
    """The rich request of the golden letters, in English and French."""
    return in_two_languages("LHC", "en", SECOND)
