"""What of the records around a request stands in its letter, and what never does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jitdesk.domain.kinds.request import IDENTITY_MODE
from jitdesk.domain.records import Record
from jitdesk.drafting.papers.translated import source_hash
from jitdesk.drafting.structure import Table, runs
from tests.documents.sample import LHC, letter_of, request, witness, wording
from tests.unit.drafting.complete import BASES
from tests.unit.drafting.test_letter import everything, section


def test_the_person_is_called_by_the_code_of_this_recipient() -> None:
    asked = request(facts="Nothing names the person.", relevance="x")
    made = letter_of(asked, witness(), code="P-77-XK")
    said = "\n".join(run.text for run in everything(made))
    assert "P-77-XK" in section(made, "person")
    assert "W-0412" not in said


def test_of_a_protective_measure_stands_only_what_others_must_do_while_it_is_asked_or_in_force() -> None:
    secret = {"authority": "canary-court", "number": "canary-number", "law": "canary-law", "kinds": ["voice"], "against": ["accused"]}
    measures = [
        Record(str(n) * 32, "protective_measure", "all", {**secret, "others_must": f"Do this: {status}.", "status": status})
        for n, status in enumerate(("asked", "in_force", "ended", "refused", "superseded"), 1)
    ]
    asked = request(protective_measures=None, measures=[measure.id for measure in measures[:4]])
    said = section(letter_of(asked, witness(), measures=measures), "protection")
    assert [line for line in said.split("\n") if line.startswith("Do this")] == ["Do this: asked.", "Do this: in_force."]
    assert "canary" not in "\n".join(run.text for run in everything(letter_of(asked, witness(), measures=measures)))


@pytest.mark.parametrize(("told", "stands"), [("yes", True), ("no", False), (None, False)])
def test_earlier_statements_are_told_of_only_where_a_person_said_so(told: str | None, stands: bool) -> None:
    account = Record("a" * 32, "account", "all", {"authority": "Police of X", "text": "canary-text", "taken_by": "canary-person"})
    asked = request(earlier_accounts=[account.id], earlier_told=told, rehearing_reason="New facts came up.")
    made = letter_of(asked, witness(), accounts=[account, Record("b" * 32, "account", "all", {"authority": "canary-other"})])
    said = "\n".join(run.text for run in everything(made))
    assert ("Police of X" in said, "New facts came up." in said) == (stands, stands)
    assert "canary" not in said


def test_the_identity_record_is_never_written_into_a_letter() -> None:
    identity = Record("d" * 32, "identity", "narrow", {"name": "canary-name", "address": "canary-street", "nationality": ["UKR"]})
    for mode in IDENTITY_MODE:
        made = letter_of(request(identity_mode=mode), witness(), identities=[identity])
        assert made == letter_of(request(identity_mode=mode), witness())


@pytest.mark.parametrize("mode", [mode for mode in IDENTITY_MODE if mode != "in_letter"])
def test_nationality_and_whereabouts_stand_in_the_letter_only_where_the_identity_does(mode: str) -> None:
    where = {"nationality": ["MNG"], "whereabouts": "canary-town", "custody_place": "canary-prison", "custody_status": "detained"}
    said = "\n".join(run.text for run in everything(letter_of(request(identity_mode=mode, **where), witness())))
    assert "canary" not in said
    assert "Mongolia" not in said
    open_said = section(letter_of(request(identity_mode="in_letter", **where), witness()), "person")
    assert all(word in open_said for word in ("Nationality: Mongolia.", "canary-town", "canary-prison"))


def test_the_draft_mark_counts_the_versions() -> None:
    assert letter_of(request(version=3), witness()).marks.draft == "DRAFT 3, not for transmission"


def test_exhibits_and_annexes_bear_the_hashes_of_their_files() -> None:
    file = Record("e" * 32, "file", "all", {"name": "canary-name.pdf", "sha256": "ab" * 32})
    asked = request(
        exhibit_list=[{"number": "E1", "title": "Map", "file": file.id, "shown": "On the screen", "language": "sr"}],
        annex_list=[{"number": "4", "title": "Order", "file": file.id, "pages": 2, "language": "en", "travels": "later"}],
    )
    made = letter_of(asked, witness(), files=[file])
    said = "\n".join(run.text for run in everything(made))
    assert said.count("ab" * 32) == 2
    assert "canary" not in said
    table = made.annexes.blocks[0]
    assert isinstance(table, Table)
    assert [["".join(run.text for run in runs([p])) for p in cell] for cell in table.rows[3]] == [
        ["4"],
        ["Order"],
        ["Pages: 2", "English"],
        ["ab" * 32],
        ["later"],
    ]


def test_a_hearing_by_telephone_is_asked_for_only_under_a_basis_that_has_one() -> None:
    asked = request(telephone={"willing": True})
    assert "telephone" not in section(letter_of(asked, witness()), "assistance")
    telephone = replace(LHC, elements={**LHC.elements, "E40": LHC.elements["E01"]}, cite={**LHC.cite, "telephone": "10"})
    assert "hearing by telephone is asked for (Article 10)" in section(letter_of(asked, witness(), basis=telephone), "assistance")


def test_a_letter_bears_the_recipients_code_and_never_the_teams_own() -> None:
    asked = request(facts="W-0412 saw it. So did w-0412's brother; W-04123 did not.", topics=["What W-0412 heard"])
    made = letter_of(asked, witness(), code="P-7K4M9Q")
    said = "\n".join(run.text for run in everything(made))
    assert "W-0412" not in said.replace("W-04123", "")
    assert "P-7K4M9Q saw it. So did P-7K4M9Q's brother; W-04123 did not." in said


WINDOW = {"start": "2027-10-18T13:00Z", "minutes": 180, "zone": "America/Argentina/Buenos_Aires"}
THERE = "Monday 18 October 2027, 10:00 to 13:00\nBuenos Aires, UTC−03:00\nAmerica/Argentina/Buenos_Aires"
HERE = "Monday 18 October 2027, 15:00 to 18:00\nLjubljana, UTC+02:00\nEurope/Ljubljana"


def test_windows_stand_in_their_local_time_in_ours_and_in_utc() -> None:
    made = letter_of(request(windows=[WINDOW]), witness(), our_zones=("Europe/Ljubljana",))
    (part,) = [part for part in made.sections if part.key == "dates"]
    table = next(block for block in part.blocks if isinstance(block, Table))
    cells = ["\n".join(run.text for run in runs(cell)) for cell in table.rows[0]]
    assert cells == ["1", THERE, HERE, "Monday 18 October 2027, 13:00 to 16:00", "3 h"]
    assert table.header == ("No.", "Local time", "Our local time", "Time in UTC", "Duration")


@pytest.mark.parametrize("ours", [(), ("America/Argentina/Buenos_Aires",), ("America/New_York", "America/Argentina/Buenos_Aires")])
def test_where_our_time_is_theirs_or_unknown_it_stands_once(ours: tuple[str, ...]) -> None:
    said = section(letter_of(request(windows=[WINDOW], test_call=None), witness(), our_zones=ours), "dates")
    assert said.count("10:00 to 13:00") == 1
    assert "New York" not in said


def test_a_change_of_clocks_near_a_window_is_said_once_for_each_zone() -> None:
    two = [WINDOW, {**WINDOW, "start": "2027-10-20T13:00Z"}]
    said = section(letter_of(request(windows=two, test_call=[WINDOW]), witness(), our_zones=("Europe/Ljubljana",)), "dates")
    change = "Clocks in Ljubljana change on 31 October 2027, from UTC+02:00 to UTC+01:00. The times above take this into account."
    assert said.count(change) == said.count("Clocks in") == 1
    far = [{**WINDOW, "start": "2027-09-20T13:00Z"}]
    assert "Clocks" not in section(letter_of(request(windows=far), witness(), our_zones=("Europe/Ljubljana",)), "dates")


@pytest.mark.parametrize("window", [{**WINDOW, "zone": "Nowhere/None"}, {**WINDOW, "start": "0001-01-01T00:00Z"}])
def test_a_window_that_no_calendar_holds_is_told_as_it_was_given(window: dict[str, object]) -> None:
    said = section(letter_of(request(windows=[window], test_call=None), witness(), our_zones=("Europe/Ljubljana",)), "dates")
    assert str(window["zone"]) in said


def test_instruments_in_the_alternative_are_named_and_other_words_stand_as_written() -> None:
    asked = request(basis_alternatives=["untoc", "OTH", "A note of 2026"])
    known = {"untoc": BASES["UNTOC"], "OTH": BASES["OTH"]}
    said = section(letter_of(asked, witness(), alternatives=known), "basis")
    assert (
        "Article 18 of the United Nations Convention against Transnational Organized Crime, adopted at New York on 15 November 2000."
        in said
    )
    assert "Principle of reciprocity and of international comity, no treaty being relied on." in said
    assert "A note of 2026" in said
    french = section(letter_of(asked, witness(), alternatives=known, words=wording("fr")), "basis")
    assert "L’article 18 de la Convention des Nations Unies contre la criminalité transnationale organisée" in french


@pytest.mark.parametrize(("told", "stands"), [("yes", True), ("no", False), (None, False)])
def test_the_team_is_named_with_its_states_and_agreement_only_where_a_person_said_so(told: str | None, stands: bool) -> None:
    values = {
        "title": "JIT Sava River",
        "parties": ["SVN", "UKR"],
        "signed_on": "2025-03-12",
        "legal_basis": "Article 41 of the Convention",
        "leaders": [{"name": "canary-leader"}],
        "media": "canary-media",
    }
    made = letter_of(request(jit_told=told), witness(), agreement=Record("e" * 32, "agreement", "all", values))
    said = section(made, "proceedings")
    for text in ("JIT Sava River", "Slovenia\nUkraine", "12 March 2025", "Article 41 of the Convention"):
        assert (text in said) is stands, text
    assert "canary" not in "\n".join(run.text for run in everything(made))


def test_a_team_that_is_to_be_named_and_has_no_agreement_is_a_gap() -> None:
    assert "[to be completed: joint investigation team]" in section(letter_of(request(jit_told="yes"), witness()), "proceedings")


def test_a_translation_of_the_draft_holds_for_the_final_letter_that_has_no_marks_of_gaps() -> None:
    draft, final = (letter_of(request(attendance=None, status=status), witness()) for status in ("draft", "final"))
    assert "[to be completed" in section(draft, "assistance")
    assert "[to be completed" not in section(final, "assistance")
    assert source_hash(draft) == source_hash(final)
    assert source_hash(letter_of(request(attendance="voluntary"), witness())) != source_hash(draft)
