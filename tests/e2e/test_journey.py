"""A team works with the terminal: three desks, two compartments, a conflict, a gap, a letter; once in real processes at the real cost."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

from tests.e2e.conftest import LEAD, MEMBER, OBSERVER
from tests.e2e.terminal import PASSPHRASE, Terminal


def send(at: Terminal, sender: str, name: str, *to: str) -> str:
    """An export under a name; returns the name."""
    at("export", sender, name, *(word for member in to for word in ("--to", member)))
    return name


def modes(desk: Path) -> set[tuple[bool, int]]:
    """Whether it is a folder, and the rights, of everything in a desk and of the desk."""
    return {(path.is_dir(), path.stat().st_mode & 0o777) for path in (desk, *desk.rglob("*"))}


def test_two_desks_from_nothing_in_real_processes(tmp_path: Path) -> None:
    """At the real cost of Argon2id, with a umask that hides nothing, the passphrase through standard input or a file."""
    at = Terminal(tmp_path)
    (tmp_path / "pw").write_bytes(PASSPHRASE.encode() + b"\r\nand a second line\n")

    def real(*arguments: str, **options: object) -> str:
        done = at.real(*arguments, umask=0, **options)
        assert (done.status, done.err) == (0, ""), done
        return done.out.rstrip("\n")

    person = ("--authority", "Office", "--function", "prosecutor")
    founder = real("init", "a.jitdesk", "--team", "JIT Sava River", "--member", "Mara Kos", "--state", "SVN", *person)
    fingerprint = real("enrol", "b.jitdesk", "--member", "Olena Hrytsenko", "--state", "UKR", *person, "--card", "b.jitcard")
    assert re.fullmatch(r"(\d{5} ){7}\d{5}", founder)
    assert real("fingerprint", "b.jitcard", passphrase_file=None) == fingerprint
    real("admit", "a.jitdesk", "b.jitcard", "--fingerprint", fingerprint)
    (tmp_path / "statement.txt").write_text("an account\n")
    witness = real("add", "a.jitdesk", "witness", "code=W-0412", "role=victim")
    real("attach", "a.jitdesk", "W-0412", "statement.txt")
    real("export", "a.jitdesk", "x.jitbundle")
    real("import", "b.jitdesk", "x.jitbundle", "--trust", founder, passphrase_file="-", stdin=None, input=f"{PASSPHRASE}\n".encode())
    assert json.loads(real("show", "b.jitdesk", "W-0412", "--json"))["id"] == witness
    assert modes(tmp_path / "a.jitdesk") == modes(tmp_path / "b.jitdesk") == {(True, 0o700), (False, 0o600)}
    slot = json.loads((tmp_path / "a.jitdesk" / "keyslots.json").read_bytes())["slots"][0]
    assert slot["params"] == {"memory": 256 << 10, "passes": 3, "lanes": 4}
    for name in ("x.jitbundle", "b.jitcard"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert at.real("list", "a.jitdesk", "witness", passphrase_file=None).status == 4


def test_list_search_and_show_name_the_fields(team: Terminal) -> None:
    task = team.jsonl("list", LEAD, "task")[0]
    witness = team.json("show", LEAD, "W-0412")
    assert {"id", "kind", "compartment"} <= task.keys()
    assert (task["title"], task["links"], task["due"], task["compartment"]) == ("Send the summons", [witness["id"]], "2027-03", "Team")
    assert [record["id"] for record in team.jsonl("search", LEAD, "SUMMÓNS")] == [task["id"]]
    assert team.jsonl("search", LEAD, "nothing-like-it") == []
    assert len(team.jsonl("search", LEAD, "W-0412", "--limit", "1")) == 1
    team("set", LEAD, "W-0412", "needs=Тиша", "protection=requested")
    assert [record["code"] for record in team.jsonl("search", LEAD, "тиша")] == ["W-0412"]
    history = team.json("show", LEAD, "W-0412", "--history", "--reason", "Reading what changed")
    assert all({"device", "member", "stamp", "field", "value", "bundle"} <= entry.keys() for entry in history)
    assert [entry["value"] for entry in history if entry["field"] == "needs"] == ["An interpreter", "Тиша"]
    assert all(entry["bundle"] for entry in team.json("show", MEMBER, "W-0412", "--history"))
    team("set", LEAD, task["id"], "archived=true")
    assert team("list", LEAD, "task") == ""


def test_records_from_a_file_print_their_ids_in_order(team: Terminal) -> None:
    (team.folder / "r.jsonl").write_text('{"title":"One","links":["W-0412"]}\n\n{"title":"Two","assignees":["Mara Kos"]}\n', "utf-8")
    ids = team("add", MEMBER, "task", "--from", "r.jsonl").splitlines()
    assert [team.json("show", MEMBER, id)["title"] for id in ids] == ["One", "Two"]


def test_need_to_know_holds_on_every_desk(team: Terminal) -> None:
    [identity] = team.jsonl("list", MEMBER, "identity")
    assert team.json("show", MEMBER, identity["id"], "--reason", "Comparing names")["name"] == "Zlatorog Vinogradna"
    assert team.jsonl("list", OBSERVER, "identity") == []
    assert team.jsonl("search", OBSERVER, "aloud") == []
    written = team("export", LEAD, "out.jitbundle").splitlines()
    assert [line.split(":")[0] for line in written] == ["out.jitbundle", "out.2.jitbundle"]
    team.refused(3, "import", OBSERVER, "out.2.jitbundle")
    linked = team.refused(1, "add", LEAD, "note", f"about={team.jsonl('list', LEAD, 'identity')[0]['id']}", "text=x")
    assert "narrower compartment" in linked


def test_a_conflict_is_shown_previewed_and_settled(team: Terminal) -> None:
    team("set", LEAD, "W-0412", "needs=Breaks every hour")
    team("set", MEMBER, "W-0412", "needs=Breaks every 40 minutes")
    bundle = send(team, MEMBER, "b.jitbundle", "Mara Kos")
    before = team.digest(LEAD)
    preview = team.json("preview", LEAD, bundle)
    assert team.digest(LEAD) == before
    id = team.json("show", LEAD, "W-0412")["id"]
    assert (
        preview.items()
        >= {
            "sender": {"member": "Olena Hrytsenko", "state": "UKR", "verified": True},
            "senders": [{"member": "Olena Hrytsenko", "state": "UKR", "verified": True}],
            "new": 0,
            "changed": 1,
            "conflicts": 1,
            "held": [],
            "records": [{"id": id, "kind": "witness", "state": "conflict"}],
        }.items()
    )
    assert team.json("import", LEAD, bundle).items() >= {"records": 1, "conflicts": 1, "held": []}.items()
    assert team.json("import", LEAD, bundle).items() >= {"changes": 0, "records": 0, "conflicts": 0, "held": []}.items()
    (conflict,) = team.jsonl("conflicts", LEAD)
    assert (conflict["id"], conflict["field"]) == (id, "needs")
    values = {side["value"]: side for side in conflict["values"]}
    assert values.keys() == {"Breaks every hour", "Breaks every 40 minutes"}
    assert all(side.keys() >= {"change", "value", "member", "stamp"} for side in conflict["values"])
    assert values["Breaks every hour"]["member"] == "Mara Kos"
    assert "needs" in team.refused(1, "settle", LEAD, "W-0412", "needs", "--take", "0" * 32 + ".1." + "0" * 16)
    team("settle", LEAD, "W-0412", "needs", "--take", values["Breaks every 40 minutes"]["change"])
    assert team("conflicts", LEAD) == ""
    team("import", MEMBER, send(team, LEAD, "back.jitbundle", "Olena Hrytsenko"))
    assert team.json("show", MEMBER, "W-0412")["needs"] == "Breaks every 40 minutes"


def test_a_held_piece_is_named_in_preview_and_import(team: Terminal) -> None:
    older = shutil.copytree(team.folder / MEMBER, team.folder / "older.jitdesk").name
    team("add", LEAD, "task", "title=First")
    first = send(team, LEAD, "first.jitbundle", "Olena Hrytsenko")
    team("import", MEMBER, first)
    team("import", LEAD, send(team, MEMBER, "have.jitbundle", "Mara Kos"))  # Mara knows now that Olena holds it, and leaves it out
    team("add", LEAD, "task", "title=Second")
    second = send(team, LEAD, "second.jitbundle", "Olena Hrytsenko")
    preview = team.json("preview", older, second)
    (gap,) = preview["held"]
    assert gap.keys() == {"device", "from", "to"}
    assert gap["from"] <= gap["to"]
    assert "missing" in team("preview", older, second)
    assert team.json("import", older, second)["held"] == [gap]
    assert [task["title"] for task in team.jsonl("list", older, "task")] == ["Send the summons"]
    assert team.json("import", older, first)["held"] == []
    assert {task["title"] for task in team.jsonl("list", older, "task")} == {"Send the summons", "First", "Second"}
    assert team("verify", older)


def test_three_desks_agree_whoever_carries(team: Terminal) -> None:
    team("add", MEMBER, "task", "title=From Kyiv")
    team("add", LEAD, "task", "title=From Ljubljana")
    team("import", LEAD, send(team, MEMBER, "1.jitbundle"))
    team("import", OBSERVER, send(team, LEAD, "2.jitbundle", "Aline Roux"))
    team("import", MEMBER, send(team, OBSERVER, "3.jitbundle", "Olena Hrytsenko"))
    titles = [{task["title"] for task in team.jsonl("list", name, "task")} for name in (LEAD, MEMBER, OBSERVER)]
    assert titles == [{"Send the summons", "From Kyiv", "From Ljubljana"}] * 3
    counted = [team.json("verify", name) for name in (LEAD, MEMBER, OBSERVER)]
    assert all(counts and all(isinstance(number, int) for number in counts.values()) for counts in counted)


def test_a_folder_of_bundles_is_one_preview_and_one_import(team: Terminal) -> None:
    (team.folder / "in").mkdir()
    team("add", LEAD, "identity", "--compartment", "Identities", "witness=W-0412", "name=Another")
    team("add", LEAD, "task", "title=Another")
    team("export", LEAD, "in")
    (team.folder / "in" / "holiday.jpg").write_bytes(b"not a bundle")
    assert team.json("preview", MEMBER, "in")["new"] == 2
    assert team.json("preview", OBSERVER, "in")["new"] == 1  # the file that is not for this desk is skipped
    assert team.json("import", MEMBER, "in")["records"] == 2


def test_check_and_letter(team: Terminal) -> None:
    findings = team.json("check", MEMBER, "JIT-SR/2027/014")
    assert all(finding.keys() == {"code", "severity", "article", "field", "message"} for finding in findings)
    assert all(isinstance(value, str) for finding in findings for value in finding.values())
    assert {"E04", "E14", "E35"} <= {finding["code"] for finding in findings}
    team("set", MEMBER, "JIT-SR/2027/014", "facts=The crossing of the bridge in March 2022.")
    assert "E04" not in {finding["code"] for finding in team.json("check", MEMBER, "JIT-SR/2027/014")}
    team("letter", MEMBER, "JIT-SR/2027/014", "letter.docx", "--language", "en")
    with zipfile.ZipFile(team.folder / "letter.docx") as document:
        text = document.read("word/document.xml").decode("utf-8")
    assert "The crossing of the bridge" in text
    assert "Zlatorog Vinogradna" not in text


def test_attach_and_extract(team: Terminal) -> None:
    file = team("attach", MEMBER, "W-0412", "statement.pdf")
    record = team.json("show", MEMBER, file)
    assert (record["kind"], record["name"], record["size"]) == ("file", "statement.pdf", 8500)
    team("extract", MEMBER, file, "copy.pdf")
    assert (team.folder / "copy.pdf").read_bytes() == (team.folder / "statement.pdf").read_bytes()
    assert (team.folder / "copy.pdf").stat().st_mode & 0o777 == 0o600
    assert "copy.pdf" in team.refused(1, "extract", MEMBER, file, "copy.pdf")


def test_the_window_is_opened_on_the_desk_that_is_named(team: Terminal) -> None:
    assert team("open", LEAD) == f"window on ['{LEAD}']"
