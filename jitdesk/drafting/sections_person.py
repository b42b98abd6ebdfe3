"""Parts of the letter on the person: who is heard, oath and rights, consent, interpretation and counsel, protection."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.domain.records import Record
from jitdesk.drafting.answers import answer, empty
from jitdesk.drafting.capacity import capacity, is_suspect
from jitdesk.drafting.draft import Draft
from jitdesk.drafting.particulars import group
from jitdesk.drafting.parts import telephone_asked
from jitdesk.drafting.structure import Block, Mark, lines
from jitdesk.drafting.times import date_text


def person(draft: Draft) -> Iterator[Block]:
    """Part 7."""
    if draft.witness is None:
        yield from draft.gap("witness")
    else:
        yield from _witness(draft, draft.witness)
    if draft.request.get("minor"):
        yield draft.sentence("person.minor")
    yield from _identity(draft)
    custody = answer(draft.request, "custody_status")
    if custody:
        yield draft.sentence(f"person.custody_{custody}")
    yield from _headed(draft)


def _witness(draft: Draft, witness: Record) -> Iterator[Block]:
    # Code, capacity and languages: nothing else of the record is meant for a letter, and of an insider only that a witness is heard.
    yield draft.sentence("person.code", code=draft.code)
    heard_as = capacity(draft.case)
    if heard_as:
        yield draft.sentence(f"person.{heard_as}")
    else:
        yield from draft.gap("capacity")
    languages = [draft.words.tongue(tag) for tag in witness.get("languages", ())]
    if languages:
        yield draft.sentence("person.languages", languages=draft.words.listed(languages))
    else:
        yield from draft.gap("languages")


def _identity(draft: Draft) -> Iterator[Block]:
    mode = answer(draft.request, "identity_mode")
    if mode is None:
        yield from draft.gap("identity_mode")
    elif mode == "in_letter":
        yield draft.sentence("person.in_letter")
        yield from draft.blank("identity")
        states = [draft.words.named_state(code) for code in draft.request.get("nationality", ())]
        if states:
            yield draft.sentence("person.nationality", states=draft.words.listed(states))
    else:
        yield draft.sentence(f"person.{mode}", Mark.SEALED)


def _headed(draft: Draft) -> Iterator[Block]:
    """What stands under a heading of its own, as the identity travels; no sentence of the part follows it."""
    match answer(draft.request, "identity_mode"):
        case "in_letter":
            yield from draft.headed("person.whereabouts", draft.written("whereabouts"))
            # Where a detained person is held is where the person is: it goes where the whereabouts go.
            yield from draft.headed("person.custody_place", draft.written("custody_place"))
        case "sealed_annex":
            yield from draft.headed("person.sealed_to", group(draft, "sealed_annex"))
        case "withheld_by_order":
            yield from draft.headed("person.order", group(draft, "anonymity"))


def oath(draft: Draft) -> Iterator[Block]:
    """Part 15."""
    yield draft.sentence("oath.refusal")
    yield from draft.headed("oath.oath", [*group(draft, "oath"), *draft.written("oath_text")])
    yield from draft.headed("oath.warnings", draft.written("warnings"))
    yield from draft.headed("oath.law", [*_privilege(draft)])


def _privilege(draft: Draft) -> Iterator[Block]:
    checked = draft.request.get("privilege_none", {})
    if not checked:
        yield from draft.text("privilege_law")
        return
    yield from draft.written("privilege_law")
    yield draft.sentence("oath.none")
    yield from group(draft, "privilege_none")


def consent(draft: Draft) -> Iterator[Block]:
    """Part 16: the consent of a suspect, or the willingness of whoever is heard by telephone."""
    if is_suspect(draft.case):
        yield draft.sentence("consent.suspect")
        linked = draft.request.get("suspect_consent")
        given = next((record for record in draft.case.consents if record.id == linked and record.get("decision") == "given"), None)
        day = given.get("date") if given else None
        if day:
            yield draft.sentence("consent.given", date=date_text(draft.words, day))
        else:
            yield from draft.blank("consent")
    if telephone_asked(draft.case):
        yield draft.sentence("consent.telephone")
    if is_suspect(draft.case):
        yield from draft.headed("consent.agreements", group(draft, "suspect_agreements"))


def interpretation(draft: Draft) -> Iterator[Block]:
    """Part 17."""
    interpreter = [*draft.text("interpretation")] if empty(draft.request, "interpreting") else [*draft.written("interpretation")]
    table = group(draft, "interpreting")
    counsel = group(draft, "person_counsel")
    if draft.request.get("interpreting", {}).get("needed") or draft.request.get("person_counsel", {}).get("needed"):
        yield draft.sentence("interpretation.asked")
    yield from draft.headed("interpretation.interpreter", [*interpreter, *table])
    yield from draft.headed("interpretation.counsel", counsel)


def protection(draft: Draft) -> Iterator[Block]:
    """Part 18: what others must do; of the measures themselves nothing, and of support only what concerns the courtroom."""
    yield draft.sentence("protection.asked")
    measures = [draft.own(line, "measures") for line in _measures(draft)]
    yield from draft.written("protective_measures") or (() if measures else draft.gap("protective_measures"))
    yield from measures
    yield from draft.headed("protection.child", group(draft, "child_measures"))
    yield from draft.headed("protection.support", group(draft, "support", leaving=("medical_in_annex", "after_care")))


def _measures(draft: Draft) -> Iterator[str]:
    linked = draft.request.get("measures", ())
    for measure in draft.case.measures:
        if measure.id in linked and measure.get("status") not in ("ended", "refused", "superseded"):
            yield from lines(measure.get("others_must", ""))
