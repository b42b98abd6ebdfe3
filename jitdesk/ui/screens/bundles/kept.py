"""What is chosen among that which waits: lines in quarantine, or an order to erase, with what there is to decide."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jitdesk.domain.erasure import UNASKED
from jitdesk.kernel.words import say
from jitdesk.services.orders import Ordered
from jitdesk.services.quarantine import Item
from jitdesk.ui import labels, values
from jitdesk.ui.actions import Actions
from jitdesk.ui.look import Role
from jitdesk.ui.widgets.buttons import Button, Rank, ReasonLine
from jitdesk.ui.widgets.facts import Facts
from jitdesk.ui.widgets.fields import Field, LineEdit
from jitdesk.ui.widgets.labels import Paragraph
from jitdesk.ui.widgets.layouts import clear
from jitdesk.ui.widgets.notices import Banner
from jitdesk.ui.widgets.panes import Pane
from jitdesk.ui.widgets.progress import ProgressLine

_MOST = 50
_WAYS = {"gap": "accept_gap", "fork": "accept_fork", "closed": "accept_closed", "follows": "accept_follows"}


class _Decide(QWidget):
    """Two buttons at the foot of a pane; `column` is what stands above them."""

    def __init__(self, actions: Actions, accept: Button, refuse: Button) -> None:
        super().__init__()
        self.accept = actions.button("accept_waiting", accept)
        self.refuse = actions.button("refuse_waiting", refuse)
        self.progress = ProgressLine()
        self.refusal = Banner(" ", tone="danger")
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(20, 16, 20, 16)
        self.column.setSpacing(12)
        foot = QWidget()
        under = QVBoxLayout(foot)
        under.setContentsMargins(20, 12, 20, 12)
        under.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.accept)
        row.addWidget(self.refuse)
        row.addStretch(1)
        for widget in (self.refusal, self.progress, ReasonLine(self.accept)):
            under.addWidget(widget)
        under.addLayout(row)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(Pane(None, content, foot))
        self.show_busy("")
        self.show_refusal("")

    def show_busy(self, text: str) -> None:
        """Show what is under way; "" for nothing."""
        self.progress.setVisible(bool(text))
        for button in (self.accept, self.refuse):
            button.setVisible(not text)

    def show_refusal(self, sentence: str) -> None:
        """Say why it was not done; "" for nothing."""
        self.refusal.set_text(sentence)
        self.refusal.setVisible(bool(sentence))


class ItemPane(_Decide):
    """Lines of one log that wait."""

    def __init__(self, actions: Actions) -> None:
        accept = Button(say("ui.bundles.accept_one"), Rank.PRIMARY, "check")
        super().__init__(actions, accept, Button(say("ui.bundles.refuse_one"), icon="ban"))
        self._title = Paragraph("", Role.TITLE)
        self._sentence = Paragraph("")
        self._way = Paragraph("", tone="text2")
        self._facts = Facts(92)
        for widget in (self._title, self._sentence, self._way, self._facts):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_item(self, item: Item) -> None:
        """Show these lines."""
        self.show_refusal("")
        self._title.setText(say("ui.bundles.waits_from", member=item.member))
        self._sentence.setText(item.sentence)
        self._way.setText(say(f"ui.bundles.{_WAYS.get(item.why, 'accept_plain')}"))
        kinds = Counter(kind for kind, _ in item.records)
        told = [say("ui.bundles.kind_count", kind=values.kind_name(kind), n=n) for kind, n in kinds.most_common()]
        self._facts.set_facts(
            [
                (say("ui.bundles.place"), item.place),
                (say("ui.bundles.size"), say("ui.bundles.changes_sum", n=item.changes, count=f"{item.changes:,}")),
                (say("ui.bundles.numbers"), f"{item.first}–{item.last}" if item.last > item.first else str(item.first)),
                (say("ui.bundles.records_in"), labels.joined(told)),
                (say("ui.bundles.piece"), item.hash[:16]),
                (say("ui.bundles.file_hash"), item.bundle[:16]),
            ]
        )

    def take_keyboard(self) -> None:
        """Put the keyboard where it is decided."""
        self.accept.setFocus(Qt.FocusReason.OtherFocusReason)


class OrderPane(_Decide):
    """An order to erase: who gave it and why, what it names, what speaks against it."""

    typed = Signal()

    def __init__(self, actions: Actions) -> None:
        accept = Button(say("ui.bundles.erase"), Rank.DANGER, "trash-2")
        super().__init__(actions, accept, Button(say("ui.bundles.spare"), icon="ban"))
        self._order: Ordered | None = None
        self._asked = False
        self._title = Paragraph("", Role.TITLE)
        self._reason = Paragraph("")
        self._facts = Facts(92)
        self._against = QVBoxLayout()
        self._against.setSpacing(8)
        self.number = LineEdit()
        self._number = Field(say("ui.erase.number"), self.number)
        self.number.textChanged.connect(self.typed)
        self.reason = LineEdit()
        self._why = Field(say("ui.bundles.spare_reason"), self.reason, say("ui.bundles.spare_hint"))
        for widget in (self._title, self._reason, self._facts):
            self.column.addWidget(widget)
        self.column.addLayout(self._against)
        self.column.addWidget(Paragraph(say("ui.bundles.erase_below"), tone="text2"))
        self.column.addWidget(self._number)
        self.column.addWidget(self._why)
        self.column.addStretch(1)

    def show_order(self, order: Ordered) -> None:
        """Show an order."""
        if self._order is None or order.order != self._order.order:
            self.reason.clear()
            self.number.clear()
        self._order = order
        self._asked = False
        self.accept.set_label(say("ui.bundles.erase"))
        self.show_refusal("")
        self._why.set_wrong("")
        self._title.setText(say("ui.bundles.order_title"))
        self._reason.setText(order.reason)
        self._facts.set_facts(
            [
                (say("ui.bundles.ordered_by"), f"{order.member}, {labels.state(order.state)}"),
                (say("ui.bundles.place"), order.place),
                (say("ui.bundles.records_in"), _named(order)),
                (say("ui.bundles.field"), values.field_name(order.records[0].kind, order.field) if order.field else ""),
            ]
        )
        clear(self._against)
        for message in order.objections:
            self._against.addWidget(Banner(str(message), tone="danger"))
        self._number.setVisible(len(order.records) > UNASKED)
        self._number.set_hint(say("ui.erase.number_hint", n=len(order.records)))

    def lacking(self) -> str:
        """What is missing before it can be carried out, or ""."""
        order = self._order
        if order is None or len(order.records) <= UNASKED or self.number.text().strip() == str(len(order.records)):
            return ""
        return say("ui.erase.number_hint", n=len(order.records))

    def sure(self) -> bool:
        """Whether it is to be carried out: asked once more."""
        asked, self._asked = self._asked, True
        if not asked:
            self.accept.set_label(say("ui.erase.sure"))
            self.accept.setFocus(Qt.FocusReason.OtherFocusReason)
        return asked

    def want_reason(self) -> None:
        """Refusing wants a reason."""
        self._why.set_wrong(say("ui.bundles.spare_need"))
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keyboard(self) -> None:
        """Put the keyboard where it is decided."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)


def _named(order: Ordered) -> str:
    told = [f"{values.kind_name(one.kind)} {one.title}".strip() for one in order.records[:_MOST]]
    more = len(order.records) - len(told)
    return say("ui.bundles.order_more", records=labels.joined(told), n=more) if more else labels.joined(told)
