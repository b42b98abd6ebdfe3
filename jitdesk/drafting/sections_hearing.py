"""Parts of the letter on the hearing: what is asked, when, who conducts it and how, recording and minutes, technical arrangements."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.drafting.answers import answer
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.particulars import group, rows
from jitdesk.drafting.parts import telephone_asked
from jitdesk.drafting.structure import Block, Style, paragraph
from jitdesk.drafting.times import clock_changes, duration_text, windows_table

_MINUTES = 5
_PARTICIPANTS = ((48, ("name", "capacity")), (30, ("side", "mode")), (42, ("place", "state")), (40, ("agreement",)))


def assistance(draft: Draft) -> Iterator[Block]:
    """Part 8."""
    kind = answer(draft.request, "hearing_kind")
    yield draft.sentence("assistance.measure")
    if kind:
        yield draft.sentence(f"assistance.{kind}")
    yield from draft.text("assistance")
    if kind == "identification":
        yield draft.sentence("assistance.other_purpose")
    if telephone_asked(draft.case):
        yield draft.sentence("assistance.telephone")
    attendance = answer(draft.request, "attendance")
    if attendance is None:
        yield from draft.gap("attendance")
    else:
        yield draft.sentence(f"assistance.{attendance}")
    sessions, minutes = draft.request.get("sessions"), draft.request.get("duration")
    if sessions:
        yield draft.sentence("assistance.sessions", sessions=sessions)
    if minutes:
        yield draft.sentence("assistance.duration", duration=duration_text(draft.words, minutes))
    yield from draft.headed("assistance.agreed", group(draft, "other_purpose_agreement"))
    if attendance == "summons":
        yield from draft.headed("assistance.summoning", group(draft, "summons"))


def dates(draft: Draft) -> Iterator[Block]:
    """Part 9; the test call is without the person to be heard."""
    windows, ours = draft.request.get("windows", ()), draft.case.our_zones
    changes = clock_changes(draft.words, windows, ours)
    if windows:
        yield draft.sentence("dates.proposed")
        yield windows_table(draft.words, windows, ours)
        yield from (paragraph(said) for said in changes)
    else:
        yield draft.sentence("dates.agree")
    test = draft.request.get("test_call", ())
    persons = draft.written("test_call_persons")
    if test or persons:
        yield draft.sentence("dates.test", style=Style.HEADING)
        yield from [windows_table(draft.words, test, ours)] if test else ()
        yield from (paragraph(said) for said in clock_changes(draft.words, test, ours) if said not in changes)
        yield draft.sentence("dates.without")
        yield from draft.labelled([("dates.persons", persons)])


def conduct(draft: Draft) -> Iterator[Block]:
    """Part 13."""
    request = draft.request
    other = request.get("conducting_is_judicial") is False
    yield from draft.headed("conduct.authority_other" if other else "conduct.authority", draft.text("conducting_authority"))
    yield from draft.headed("conduct.persons", draft.text("conducting_persons"))
    yield from draft.headed("conduct.course", [draft.sentence("conduct.law")])
    if other:
        yield draft.sentence("conduct.other_authority")
    yield from draft.headed("conduct.agreed", group(draft, "other_authority_agreement"))
    yield from draft.headed("conduct.participants", rows(draft, "participants", _PARTICIPANTS))
    officials = rows(draft, "attendance_of_officials", ((80, ("who",)), (80, ("function",))))
    if officials:
        yield from draft.headed("conduct.officials", [draft.sentence("conduct.officials_asked"), *officials])
    third = rows(draft, "third_state_attendees", ((60, ("who",)), (40, ("state",)), (60, ("agreements",))))
    if third:
        yield from draft.headed("conduct.third", [draft.sentence("conduct.third_asked"), *third])
    yield from draft.headed("conduct.defence", group(draft, "defence"))
    yield from draft.headed("conduct.victim_counsel", group(draft, "victim_counsel"))


def procedure(draft: Draft) -> Iterator[Block]:
    """Part 14."""
    yield draft.sentence("procedure.asked")
    yield from draft.text("procedure")
    yield draft.sentence("procedure.identify")


def recording(draft: Draft) -> Iterator[Block]:
    """Part 19."""
    yield from draft.headed("recording.recording", [*_recorded(draft)])
    asked = [draft.sentence("recording.asked"), *(draft.sentence(f"recording.item_{n}", style=Style.ITEM) for n in range(1, _MINUTES + 1))]
    contents = draft.written("minutes_contents")
    more = [draft.sentence("recording.more"), *contents] if contents else []
    yield from draft.headed("recording.minutes", [*asked, *more, *group(draft, "minutes")])


def _recorded(draft: Draft) -> Iterator[Block]:
    table = group(draft, "recorded")
    yield from draft.written("recording") if table else draft.text("recording")
    yield from table


def technical(draft: Draft) -> Iterator[Block]:
    """Part 20: what may be public; the rest travels apart."""
    label = draft.labels.get("technical")
    yield draft.sentence("technical.annex", annex=label) if label else draft.sentence("technical.agree")
    yield from group(draft, "technical_public")
    yield draft.sentence("technical.test")
    yield from draft.headed("technical.fallback", draft.written("fallback"))
