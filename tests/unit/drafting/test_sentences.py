"""Every sentence of a letter, its placeholders, and the articles that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from jitdesk.domain.fields import Field, Merge, Type
from jitdesk.domain.kinds.request import CHANNEL, CUSTODY, HANDLING, HEARING, IDENTITY_MODE, REQUEST
from jitdesk.domain.kinds.witness import ROLE
from jitdesk.domain.records import Record
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.bilingual import bilingual
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import findings
from jitdesk.drafting.letter import letter
from jitdesk.drafting.outline import outline
from jitdesk.drafting.wording import Wording
from tests.documents.sample import ENGLISH, LHC, TODAY, bare, letter_of, request, witness
from tests.unit.drafting.subjects import SUBJECTS
from tests.unit.drafting.test_letter import everything, section


class _Heard(dict[str, str]):
    """Texts that remember which of them were spoken."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        self.spoken: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.spoken.add(key)
        return super().__getitem__(key)


def of_every_choice() -> Iterator[dict[str, Any]]:
    """Values for every field with columns, so that every choice of every column is in one of them."""
    for n in range(4):
        values: dict[str, Any] = {}
        for field in REQUEST.fields:
            if field.columns:
                most = max(len(column.choices) for column in field.columns) if field.type is Type.ROWS else 0
                entries = [{column.name: _value(column, k) for column in field.columns} for k in range(n, max(most, n + 1), 4)]
                values[field.name] = entries if field.type is Type.ROWS else entries[0]
        yield values


def _value(column: Field, n: int) -> Any:
    some = {Type.TEXT: "x", Type.DATE: "2027-03-01", Type.BOOL: n % 2 == 0, Type.INT: 45, Type.STATE: "NLD", Type.LANGUAGE: "nl"}
    if column.type is Type.ONE:
        chosen = column.choices[n % len(column.choices)]
        return [chosen] if column.merge is Merge.SET else chosen
    return "EUR" if column.name == "currency" else some.get(column.type, "f" * 32)


def variants(bases: Iterable[Basis]) -> Iterator[Case]:
    """Cases that together bring every sentence of a letter."""
    fields = frozenset(field.name for field in REQUEST.fields)
    telephone = replace(LHC, elements={**LHC.elements, "E40": LHC.elements["E01"]})
    account = Record("a" * 32, "account", "all", {"date": "2020-05", "authority": "Police", "state": "NLD"})
    translation = Record("f" * 32, "translation", "all", {"language": "es"})
    given = Record("c" * 32, "consent", "all", {"decision": "given", "date": "2026-10-01"})
    day = [{"start": "2027-10-01T22:00Z", "minutes": m, "zone": zone} for m, zone in ((30, "Asia/Tokyo"), (90, "No/Zone"), (180, "UTC"))]
    asked = [
        bare(),
        bare(urgent=True, deadline_reason="x"),
        bare(urgent=True, deadline="2027-10"),
        bare(deadline_reason="x"),
        replace(request(), conflicts=fields - {"archived"}),
        request(windows=day, test_call=day[:1], annexes="x", urgent_reason="x", minor=True, reciprocity=True, channel_ground="x"),
        request(identity_mode="withheld_by_order", protective_measures=None, annexes=None, supplementary_to="x"),
        request(basis_articles=["x"], basis_alternatives=["x"], basis_confirmed_on="2026-11-12", basis_confirmed_source="x"),
        request(custody_place="x", identity_mode="in_letter", nationality=["UKR", "NLD"], whereabouts="x", sessions=2, duration=120),
        request(executing_authority="x", contact_point="x", registry_number="x", test_call_persons="x"),
        request(topics=["x"], earlier_told="yes", earlier_accounts=["a" * 32], rehearing_reason="x", conducting_is_judicial=False),
        request(oath_text="x", warnings="x", minutes_contents="x", fallback="x", detention_until="2027-11-30", trial_date="2028"),
        request(may_know=["x"], use_proceedings=["x"], use_recipients=["x"], consent_to_share=True, data_conditions="x"),
        request(suspect_consent="c" * 32, law_allows=["death_penalty", "whole_life", "special_court"]),
        *[request(channel=channel, attendance="summons") for channel in CHANNEL],
        *[request(handling=handling) for handling in HANDLING],
        *[request(hearing_kind=kind) for kind in HEARING],
        *[request(custody_status=status) for status in CUSTODY],
        *[request(person_told=told) for told in ("yes", "no", "on_service")],
        *[request(identity_mode=mode) for mode in IDENTITY_MODE],
        *[request(**values, identity_mode=mode, attendance="summons") for values in of_every_choice() for mode in IDENTITY_MODE],
    ]
    around = {"accounts": [account], "consents": [given], "translations": [translation]}
    for one in asked:
        yield Case(one, witness(), LHC, TODAY, **around)
        yield Case(one, None, telephone, TODAY, **around)
        yield Case(one, witness(role="suspect", languages=None), LHC, TODAY, **around)
    yield Case(request(), witness(), replace(LHC, cite={"refusal": "1, 2, 3"}), TODAY)
    team = Record("e" * 32, "agreement", "all", {"title": "x", "parties": ["SVN"], "signed_on": "2025", "legal_basis": "x"})
    near = [{"start": "2027-10-28T12:00Z", "minutes": 60, "zone": "UTC"}]
    named = request(jit_told="yes", basis_alternatives=["a", "b"], windows=near)
    known = {"a": LHC, "b": replace(LHC, cite={})}
    yield Case(named, witness(), LHC, TODAY, agreement=team, alternatives=known, our_zones=["Europe/Ljubljana"])
    for role in (*ROLE, None):
        yield Case(request(), witness(role=role), LHC, TODAY)
    for basis in bases:
        yield from (Case(one, witness(role=role), basis, TODAY, **around) for one in asked for role in ("witness", "suspect"))


def test_every_sentence_is_spoken_somewhere_and_every_placeholder_filled() -> None:
    heard = _Heard(ENGLISH.texts)
    words = Wording("en", heard, ENGLISH.grammar)
    with_variants = {key.partition(".")[0] for key in ENGLISH.texts if key.partition(".")[0].isupper() or key[:1].isupper()}
    for case in variants([replace(LHC, code=code) for code in sorted(with_variants - {"LHC"})]):
        found = findings(case)
        made = letter(case, found, words)
        outline(case, found, words)
        bilingual(case, found, words, words)
        said = [run.text for run in everything(made)] + [made.cover.title, made.cover.subtitle, made.marks.draft, made.marks.version]
        assert not [text for text in said if "{" in text or "}" in text]
    assert sorted(set(ENGLISH.texts) - heard.spoken) == []


def test_sentences_cite_only_what_a_treaty_file_can_give() -> None:
    cited = {subject for text in ENGLISH.texts.values() for at in re.findall(r"\{at\[([^]]*)\]\}", text) for subject in at.split("+")}
    assert cited - SUBJECTS == set()
    assert set(LHC.cite) - SUBJECTS == set()


def test_an_article_that_a_basis_lacks_leaves_no_empty_bracket() -> None:
    for cite in ({}, {subject: "9(9)?" for subject in LHC.cite}):
        made = letter_of(request(), witness(), basis=replace(LHC, cite=cite))
        said = "\n".join(run.text for run in everything(made))
        own = {"(Article 34(5)(d))", "(Article 95)", "Articles 20, 95"}  # which the sample's own words name
        assert not re.search(r"\(Articles? [0-9]", re.sub("|".join(map(re.escape, own)), "", said))
        assert "()" not in said


def test_several_articles_stand_in_one_bracket() -> None:
    assert "(Articles 33(1) and 34(5)(e))" in section(letter_of(request(), witness()), "oath")
    three = section(letter_of(request(), witness(), basis=replace(LHC, cite={"refusal": "33(1), 34", "refusal_by_video": "35"})), "oath")
    assert "(Articles 33(1), 34 and 35)" in three
    assert "(Article 33(1))" in section(letter_of(request(), witness(), basis=replace(LHC, cite={"refusal": "33(1)"})), "oath")
