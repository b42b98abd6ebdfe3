"""Consents and protective measures that this desk holds and has not put in force, read out before anything else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import say
from jitdesk.services.aloud import Aloud
from jitdesk.services.importing import HELD
from jitdesk.ui import labels, values
from jitdesk.ui.texts import isolated
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner

_MOST = 3


class AloudBand(QWidget):
    """A banner that cannot be closed; hidden where there is nothing to read out."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 10, 20, 0)
        self.hide()

    def show_lines(self, lines: Sequence[Aloud]) -> None:
        """Read these out, what concerns one record in one sentence."""
        clear(self._column)
        by_record: dict[tuple[str, ...], list[Aloud]] = {}
        for line in lines:
            by_record.setdefault((line.compartment, line.kind, line.record, line.member, line.state), []).append(line)
        if by_record:
            told = [sentence(those) for those in list(by_record.values())[:_MOST]]
            if len(by_record) > _MOST:
                told.append(say("ui.bundles.aloud_more", n=len(by_record) - _MOST))
            self._column.addWidget(Banner(say("ui.bundles.aloud_title", n=len(by_record)), "\n".join(told), "warn"))
        self.setVisible(bool(by_record))


def sentence(lines: Sequence[Aloud]) -> str:
    """What these lines would set of one record, who wrote them, and why they are not in force; the decision first."""
    first = lines[0]
    key = "ui.bundles.aloud_held" if first.state == HELD else "ui.bundles.aloud_waiting"
    order = sorted(lines, key=lambda line: line.field != "decision")
    told = [say("ui.bundles.aloud_field", field=values.field_name(one.kind, one.field), value=isolated(_value(one))) for one in order]
    about = isolated(first.about or first.record[:8])
    return say(key, kind=values.kind_name(first.kind), about=about, told="; ".join(told), member=isolated(first.member), place=first.place)


def _value(line: Aloud) -> str:
    of = KINDS.get(line.kind)
    declared = of.field(line.field) if of else None
    return labels.spoken(of, declared, line.value) if of and declared else line.value
