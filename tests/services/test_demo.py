"""The demo: what it holds is real work of two desks, its README tells the truth, and nothing half made stays behind."""

from __future__ import annotations

import hashlib
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jitdesk.cli import program
from jitdesk.crypto.keyslots import LEAST
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import Message
from jitdesk.services import demo as demos
from jitdesk.services import desk as desks
from jitdesk.services import exporting, importing, instruments, invented, letters, life, reading, team, upkeep
from jitdesk.services.demo import Demo
from jitdesk.services.desk import Desk
from jitdesk.storage import queries
from jitdesk.system import resources
from tests.services.sava import on_no_machine

DEADLINES = ("The time limit set in the request ends: ", "Send what the requested State asked for: ")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, made once."""
    demo = Demo(tmp_path_factory.mktemp("demo") / "sava")
    demos.make(demo, records=30, seed=7, cost=LEAST, tell=lambda message: None)
    for folder in (demo.lead, demo.second):
        with opened(folder) as desk:
            on_no_machine(desk)
    return demo


@pytest.fixture
def demo(template: Demo, tmp_path: Path) -> Demo:
    """A copy to work on."""
    shutil.copytree(template.folder, tmp_path / "demo")
    return Demo(tmp_path / "demo")


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """A desk of the demo, open."""
    held = desks.hold(folder, desks.unlock(folder, demos.passphrase()))
    try:
        yield held
    finally:
        held.close()


def hashes(folder: Path) -> dict[str, str]:
    """Every file with its hash."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def whole(desk: Desk, kind: str) -> list[Record]:
    """The records of a kind with all their values, as no list shows those under protection."""
    with desk.db.read() as connection:
        return list(queries.records(connection, kind, queries.rids(connection, kind)))


def test_both_desks_verify_and_hold_a_team_at_work(template: Demo) -> None:
    with opened(template.lead) as lead, opened(template.second) as second:
        assert upkeep.verify(lead).files == upkeep.verify(second).files == 5
        roles = [(member.state, member.role) for member in team.members(lead)]
        assert len(roles) == 6
        assert {role for _, role in roles} == {"lead", "member", "observer"}
        assert len({state for state, _ in roles}) >= 4
        witnesses = whole(lead, "witness")
        assert len([w for w in witnesses if w.get("code") != "W-9000"]) >= 15
        assert {w.get("protection") for w in witnesses} >= {"none", "requested", "in_force"}
        assert {c.get("decision") for c in reading.listed(lead, "consent")} == {"given", "refused", "withdrawn"}
        earlier = [r for r in reading.about(lead, reading.show(lead, "W-0412").id) if r.kind == "account"]
        assert len(earlier) == 2


def test_tasks_are_late_for_today_waiting_and_done(template: Demo) -> None:
    with opened(template.lead) as lead:
        tasks = reading.listed(lead, "task")
    assert len(tasks) == 23
    assert {"JIT-SR/2026/016", "JIT-SR/2026/017"} == {t.get("title")[-15:] for t in tasks if t.get("title").startswith(DEADLINES)}
    assert {t.get("status") for t in tasks} == {"open", "in_progress", "waiting", "done"}
    made_on = datetime.fromtimestamp(template.readme.stat().st_mtime, UTC).date().isoformat()
    due = [t.get("due") for t in tasks if t.get("status") != "done"]
    assert any(day < made_on for day in due)
    assert any(day == made_on for day in due)


def test_who_the_witness_is_stays_with_the_lead(template: Demo) -> None:
    with opened(template.lead) as lead, opened(template.second) as second:
        (identity,) = whole(lead, "identity")
        assert reading.compartment_names(lead)[identity.compartment] == "Identities SVN"
        assert "Identities SVN" not in reading.compartment_names(second).values()
        assert reading.search(second, str(identity.get("name"))) == []
        assert reading.search(lead, str(identity.get("name"))) != []


def test_two_conflicts_wait_and_are_the_same_on_the_other_desk(demo: Demo) -> None:
    with opened(demo.lead) as lead, opened(demo.second) as second:
        (bundle,) = exporting.export(lead, demo.folder / "back.jitbundle", [second.card.member])
        importing.accept(second, [bundle.path])
        assert {c.sides for c in reading.conflicts(lead)} <= {c.sides for c in reading.conflicts(second)}
        assert [(c.record.get("code"), c.field) for c in reading.conflicts(lead)] == [("W-0412", "needs"), (None, "due")]
        assert {side.member for c in reading.conflicts(lead) for side in c.sides} == {lead.card.member, second.card.member}


def test_the_waiting_bundle_shows_something_of_everything(demo: Demo) -> None:
    with opened(demo.lead) as lead:
        before = len(reading.listed(lead, "witness"))
        (shown,) = importing.preview(lead, [demo.answer])
        assert shown.verified
        assert shown.touched.new
        assert shown.touched.changed
        assert shown.touched.conflicts
        assert len(reading.listed(lead, "witness")) == before
        (done,) = importing.accept(lead, [demo.answer])
        assert done.touched == shown.touched
        assert len(reading.listed(lead, "witness")) == before + 1


def test_requests_lack_nothing_some_things_and_nearly_everything(template: Demo) -> None:
    with opened(template.lead) as lead:
        found = {n: [f for f in letters.check(lead, f"JIT-SR/2026/{n}") if f.severity != "R"] for n in ("014", "019", "021")}
    assert found["014"] == []
    assert 0 < len(found["019"]) < len(found["021"])


def test_the_complete_request_can_become_final_at_once(demo: Demo) -> None:
    with opened(demo.lead) as lead:
        assert instruments.examine(lead, demos.REQUEST).verdict.question == 5
        assert [finding for finding in letters.check(lead, demos.REQUEST) if finding.blocks] == []
        life.move(lead, demos.REQUEST, "final", {"approved_by": "Mirjam Vidmar, head of the section"})


def test_requests_stand_at_every_point_of_their_life_on_both_desks(template: Demo) -> None:
    told: list[dict[str, list[str]]] = []
    for folder in (template.lead, template.second):
        with opened(folder) as desk:
            references = [str(request.get("reference")) for request in reading.listed(desk, "request")]
            told.append({one: [str(step.get("status")) for step in life.show(desk, one).steps] for one in references})
            for one in references:
                lived = life.show(desk, one)
                dates = [str(step.get("date")) for step in lived.steps]
                assert dates == sorted(dates)
                assert lived.drifted == []
                blocking = [finding.code for finding in letters.check(desk, one) if finding.blocks]
                assert not (lived.steps and blocking), f"{one}: {blocking}"
            [hearing] = reading.listed(desk, "hearing")
            assert (hearing.get("result"), hearing.get("minutes_checked")) == ("held", True)
    assert told[0] == told[1]
    on_their_way = {one[-3:]: past[-1] for one, past in told[0].items() if past}
    assert on_their_way == {"011": "executed", "016": "sent", "017": "more_asked"}


def test_what_stands_around_the_requests_is_there(template: Demo) -> None:
    with opened(template.lead) as lead:
        request = reading.show(lead, demos.REQUEST)
        assert {reading.show(lead, str(request.get(name))).kind for name in ("jit", "proceeding")} == {"agreement", "proceeding"}
        (measure,) = whole(lead, "protective_measure")
        assert reading.compartment_names(lead)[measure.compartment] == "Identities SVN"
        assert {one.get("state") for one in reading.listed(lead, "authority")} == {"SVN", "ARG"}
        assert "ARG" in {one.get("recipient_state") for one in reading.listed(lead, "consent")}
        (reply,) = [one for one in reading.listed(lead, "reply") if one.get("kind") == "more_asked"]
        assert reply.get("due") in {one.get("due") for one in reading.listed(lead, "task")}


def test_the_exhibit_is_the_attached_sketch(template: Demo) -> None:
    with opened(template.lead) as lead:
        (sketch,) = [file for file in reading.listed(lead, "file") if str(file.get("name")).endswith(".svg")]
        exhibits = str(reading.show(lead, demos.REQUEST).get("exhibits"))
    sha256 = hashlib.sha256(resources.read_bytes("demo/sketch-of-the-mill.svg")).hexdigest()
    assert sketch.get("sha256") == sha256
    assert f"SHA-256 {sha256[:4]}…{sha256[-4:]}" in exhibits


def test_invented_accounts_follow_the_seed_and_come_in_three_scripts(template: Demo) -> None:
    assert list(invented.accounts(30, 7)) == list(invented.accounts(30, 7))
    assert list(invented.accounts(30, 7)) != list(invented.accounts(30, 8))
    with opened(template.lead) as lead:
        nobody = reading.show(lead, "W-9000").id
        texts = {str(r.get("text")) for r in reading.about(lead, nobody)}
    assert texts == {values["text"] for values in invented.accounts(30, 7)}
    whole = " ".join(texts)
    assert all(word in whole for word in ("bridge", "міст", "جسر"))


def test_history_goes_over_weeks_and_ends_before_now(template: Demo) -> None:
    with opened(template.lead) as lead:
        past = reading.history(lead, "W-0412")
    days = {date.fromisoformat(reading.when(entry.stamp)[:10]) for entry in past}
    assert max(days) - min(days) > timedelta(weeks=2)
    assert max(days) <= datetime.now(UTC).date()


def commands(readme: str) -> list[list[str]]:
    """The terminal lines of the README, without the program's name."""
    return [shlex.split(line)[1:] for line in readme.splitlines() if line.startswith("    jitdesk ")]


def test_every_command_of_its_readme_works(demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(demo.folder)
    readme = demo.readme.read_text(encoding="utf-8")
    assert demos.passphrase() in readme
    said = {}
    for command in commands(readme):
        assert program.run(command, no_window) == 0, f"{command}: {capsys.readouterr().err}"
        said[command[2]] = capsys.readouterr().out
    assert {"list", "search", "conflicts", "check", "letter", "preview", "import", "export", "verify"} < set(said)
    assert {"instrument", "status", "versions", "register", "state"} < set(said)
    assert "more_asked, version 1" in said["status"]
    assert "W-0377" in said["search"]
    assert (demo.folder / "letter.docx").read_bytes().startswith(b"PK")
    for name in (demo.lead.name, demo.second.name, demo.answer.name, demo.passphrase_file.name):
        assert name in readme


def test_the_lines_of_the_readme_on_letters_work_in_its_folder(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    lines = [command for command in commands(readme) if command[1] == demo.lead.name]
    assert {"instrument", "state", "letter", "readback", "translation", "status", "versions", "ics", "register"} < {
        line[0] for line in lines
    }
    monkeypatch.chdir(demo.folder)
    for line in lines:
        assert program.run(["--passphrase-file", demo.passphrase_file.name, *line], no_window) == 0, line


def no_window(arguments: list[str]) -> int:
    """A system on which no window can be opened."""
    return 1


def test_a_second_time_it_is_opened_as_it_is(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    before = hashes(demo.folder)
    opened_on: list[list[str]] = []

    def window(arguments: list[str]) -> int:
        opened_on.append(arguments)
        return 0

    assert program.run(["demo", str(demo.folder)], window) == 0
    assert opened_on == [[str(demo.lead)]]
    assert hashes(demo.folder) == before
    assert demos.passphrase() in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--no-window"], []])
def test_without_a_window_the_work_is_done_and_its_places_are_named(
    demo: Demo, options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    asked: list[list[str]] = []

    def window(arguments: list[str]) -> int:
        asked.append(arguments)
        if arguments[0] != "--pictures":
            return 1
        Path(arguments[1]).mkdir()
        return 0

    for _ in range(2):
        assert program.run(["demo", str(demo.folder), *options], window) == 0
        said = capsys.readouterr().out
        for place in (demo.readme, demo.lead, demo.second, demo.letter, demo.exchanged, demo.answer, demo.pictures):
            assert str(place) in said
    assert demo.letter.read_bytes().startswith(b"PK")
    assert len(list(demo.exchanged.iterdir())) == 2
    drawn = [arguments for arguments in asked if arguments[0] == "--pictures"]
    assert drawn == [["--pictures", str(demo.pictures), str(demo.lead), "--passphrase-file", str(demo.passphrase_file)]]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "holiday.txt").write_text("mine")
    assert program.run(["demo", str(tmp_path)], no_window) == 1
    assert "holds something else" in capsys.readouterr().err
    assert hashes(tmp_path) == {"holiday.txt": hashlib.sha256(b"mine").hexdigest()}


def test_what_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    def tell(message: Message) -> None:
        if message.key == "demo.carried":
            raise KeyboardInterrupt

    (tmp_path / "demo").mkdir()
    with pytest.raises(KeyboardInterrupt):
        demos.make(Demo(tmp_path / "demo"), cost=LEAST, tell=tell)
    assert list(tmp_path.rglob("*")) == [tmp_path / "demo"]


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine")
    with pytest.raises(Refused, match="holds something else"):
        demos.make(Demo(tmp_path / "demo"), cost=LEAST, tell=lambda message: None)
