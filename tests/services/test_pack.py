"""A custody pack is checked by the verifier that it brings, without JITDesk; whatever a courier or the packer does to it is found."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import shutil
import subprocess
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jitdesk.crypto import signature
from jitdesk.kernel import canon
from jitdesk.services import custody, dumping, editing, erasing, identity, importing, orders, reading
from jitdesk.services import desk as desks
from jitdesk.services.desk import Desk
from jitdesk.system import resources
from tests.services import hostile
from tests.services.sava import DAY, Template, opened, protect, send

pytestmark = pytest.mark.needs("ssh-keygen")

VERIFIER = resources.folder() / "custody" / "verify.py"
PYTHON = next(path for path in ("/usr/bin/python3", sys.executable) if os.path.exists(path))
# Many packs in one isolated Python, in which ssh-keygen is asked once about one and the same; the real command line is run elsewhere.
CHECK = """
import json, runpy, sys
parts = runpy.run_path(sys.argv[1], run_name="verifier")
check, Keygen, Bad, asked = parts["check"], parts["Keygen"], parts["Bad"], {}
verify = Keygen.verify
def once(self, *question):
    if question not in asked:
        try:
            asked[question] = verify(self, *question)
        except Bad as reason:
            asked[question] = reason
    if asked[question] is not None:
        raise asked[question]
Keygen.verify = once
for pack in sys.stdin.read().splitlines():
    told = check(pack, None).told
    print(json.dumps([told.findings, told.missing, told.remarks]))
"""


def run(pack: Path, *options: str, python: Sequence[str] = (PYTHON, "-I"), **surroundings: Any) -> subprocess.CompletedProcess[str]:
    """The verifier in a pack, as an expert starts it, in an empty environment."""
    command = [*python, str(pack / "verify.py"), *options]
    given: dict[str, Any] = {"env": {}, "cwd": "/", "stdin": subprocess.DEVNULL} | surroundings
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120, **given)


def checked(*packs: Path) -> list[tuple[list[str], list[str], list[str]]]:
    """Findings, what is stated to be missing, and remarks, of each pack."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", CHECK, str(VERIFIER)],
        input="\n".join(map(str, packs)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def findings(pack: Path) -> list[str]:
    return checked(pack)[0][0]


@pytest.fixture(scope="module")
def packer(template_of_three: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The lead's desk with two compartments, others' work, a conflict, an attachment, an archived record."""
    folder = tmp_path_factory.mktemp("packer")
    with opened(template_of_three, folder) as desks:
        mara, olena, _ = desks.values()
        protect(mara, olena)
        editing.add(mara, "witness", [{"code": "W-0412", "summary": "Saw the bridge", "languages": ["uk", "es"]}])
        editing.add(mara, "identity", [{"witness": "W-0412", "name": "N. N."}], "Protected")
        [task] = editing.add(mara, "task", [{"title": "Summons", "links": ["W-0412"], "assignees": ["Mara", "Olena"]}]).ids
        (folder / "Свидетельство.txt").write_text("content")
        custody.attach(mara, "W-0412", folder / "Свидетельство.txt")
        send(mara, olena, "a")
        editing.change(mara, task, {"status": "done", "assignees": ["Mara"], "priority": "high"})
        editing.change(olena, task, {"status": "waiting", "priority": "low"})
        send(olena, mara, "b")
        [note] = editing.add(mara, "note", [{"about": "W-0412", "text": "Archived"}]).ids
        editing.change(mara, note, {"archived": True})
        editing.add(olena, "note", [{"about": "W-0412", "text": "Later"}])
        send(olena, mara, "c")
        yield mara


@pytest.fixture(scope="module")
def whole(packer: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack that nobody touched."""
    pack = tmp_path_factory.mktemp("whole") / "pack"
    dumping.dump(packer, pack)
    return pack


@pytest.fixture
def pack(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to do something to."""
    return Path(shutil.copytree(whole, tmp_path / "pack"))


def test_a_whole_pack_verifies_by_itself_and_tells_its_history(packer: Desk, whole: Path, tmp_path: Path) -> None:
    done = run(whole, "--csv", str(tmp_path / "h.csv"), "--json", str(tmp_path / "h.json"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("VERIFIED: ")
    assert "Mara Kos (SVN)" in done.stdout
    assert "Olena Hrytsenko (UKR)" in done.stdout
    assert "made by Olena Hrytsenko (UKR) on " in done.stdout
    assert "Свидетельство.txt" in done.stdout
    said = json.loads((tmp_path / "h.json").read_text("utf-8"))
    assert said["findings"] == said["missing"] == []
    [task] = [record for record in reading.listed(packer, "task")]
    past = [row for row in said["history"] if row["record"] == task.id]
    assert [row["change"] for row in past] == [step.change for step in reading.history(packer, task.id)]
    assert {(row["member"], bool(row["bundle"])) for row in past} == {("Mara Kos", False), ("Olena Hrytsenko", True)}
    assert len((tmp_path / "h.csv").read_text("utf-8").splitlines()) == len(said["history"]) + 1


def test_under_each_attachment_stands_its_chain_of_custody(whole: Path, packer: Desk) -> None:
    [file] = [one for one in reading.listed(packer, "file") if one.get("name") == "Свидетельство.txt"]
    told = run(whole).stdout.partition(f"file {file.id}")[2].partition("\n\n")[0]
    links = [line.partition("  custody: ")[2].partition("  ")[2] for line in told.splitlines() if "  custody: " in line]
    assert [link.partition(" ")[0] for link in links] == ["received,", "left"]  # "received" bears a day, and a day begins before its hours
    assert "to Mara Kos; recorded by Mara Kos (SVN)" in links[0]
    assert links[1].startswith("left the desk of Mara Kos (SVN) in bundle ")
    assert links[1].endswith(" for Olena Hrytsenko (UKR)")


def test_the_pack_of_who_received_it_says_by_which_bundle(three: dict[str, Desk], tmp_path: Path) -> None:
    mara, olena, ibrahim = three.values()
    editing.add(mara, "witness", [{"code": "W-0412"}])
    (tmp_path / "statement.txt").write_text("content")
    [file] = custody.attach(mara, "W-0412", tmp_path / "statement.txt").ids
    [came] = send(mara, olena, "a")
    for kept in olena.files.iterdir():
        kept.rename(tmp_path / kept.name)
    send(olena, ibrahim, "without the bytes")
    (kept,) = [path for path in tmp_path.iterdir() if len(path.name) == 64]
    kept.rename(olena.files / kept.name)
    dumping.dump(olena, tmp_path / "pack")
    told = run(tmp_path / "pack").stdout.partition(f"file {file}")[2].partition("\n\n")[0]
    assert told.count("custody: ") == 3
    assert f"arrived at the packing desk (Olena Hrytsenko (UKR)) in bundle {came.bundle} (SHA-256 {came.hash}) from Mara Kos (SVN)" in told
    assert "Ibrahim" not in told  # the bytes did not leave Olena's desk


def test_the_founder_is_compared_with_the_fingerprint_that_one_has(packer: Desk, whole: Path) -> None:
    founder = " ".join(f"{int(packer.device[i : i + 4], 16):05d}" for i in range(0, 32, 4))
    assert run(whole, "--founder", founder).returncode == 0
    assert run(whole, "--founder", packer.device).returncode == 0
    assert run(whole, "--founder", "0" * 32).returncode == 1
    assert run(whole, "--founder", "12345").returncode == 2


def test_it_is_checked_from_elsewhere_too(whole: Path) -> None:
    done = subprocess.run([PYTHON, "-I", str(VERIFIER), str(whole)], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("where", ["empty folder", "no such folder", "a file"])
def test_nothing_is_not_verified(tmp_path: Path, where: str) -> None:
    place = tmp_path / "place"
    if where == "empty folder":
        place.mkdir()
    elif where == "a file":
        place.write_text("")
    done = subprocess.run([PYTHON, "-I", str(VERIFIER), str(place)], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if where == "empty folder" else 2)
    assert "VERIFIED:" not in done.stdout.replace("NOT VERIFIED:", "")


# -- what a courier can do ----------------------------------------------------------------------------------------------------------------


def names(pack: Path) -> list[str]:
    return sorted(path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file())


def altered(pack: Path, out: Path, name: str, data: bytes | None) -> Path:
    """A copy of a pack, of linked files, with other bytes in one of them (None: without it)."""
    shutil.copytree(pack, out, copy_function=os.link)
    (out / name).unlink()
    if data is not None:
        (out / name).write_bytes(data)
    return out


def alterations(data: bytes) -> dict[str, bytes | None]:
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :] if data else b"x"
    return {"removed": None, "emptied": b"", "cut": data[:-1], "longer": data + b"\n", "flipped": flipped}


def test_every_file_altered_cut_or_removed_is_found(whole: Path, tmp_path: Path) -> None:
    packs, told = [], []
    for number, name in enumerate(names(whole)):
        data = (whole / name).read_bytes()
        for turn, (what, other) in enumerate(alterations(data).items()):
            # of the many segments, each is done one thing to in turn
            if other != data and (not name.startswith("segments/") or number % 5 == turn):
                packs.append(altered(whole, tmp_path / str(len(packs)), name, other))
                told.append(f"{name} {what}")
    unseen = [what for what, (wrong, _, _) in zip(told, checked(*packs), strict=True) if not wrong]
    assert not unseen
    assert len(packs) > 100


@pytest.mark.parametrize(
    "name", ["json.py", "segments/000099.jsonl", "files/x/y", "a/b/c/d", "__future__.py", ".hidden", "SHA256SUMS.bak", "a\nb\x1b[2J.txt"]
)
def test_a_file_too_many_is_found_and_named_harmlessly(pack: Path, name: str) -> None:
    (pack / name).parent.mkdir(parents=True, exist_ok=True)
    (pack / name).write_text("open('/tmp/owned', 'w')")
    done = run(pack)
    assert done.returncode == 1
    assert all(c.isprintable() or c == "\n" for c in done.stdout)


@pytest.mark.parametrize("what", ["link to the same bytes", "dangling link", "linked folder", "pipe", "folder in place of a file"])
def test_only_plain_files_are_opened(pack: Path, tmp_path: Path, what: str) -> None:
    file = pack / "task.jsonl"
    aside = Path(shutil.move(file, tmp_path / "aside"))
    if what == "link to the same bytes":
        file.symlink_to(aside)
    elif what == "dangling link":
        file.symlink_to(tmp_path / "nowhere")
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "folder in place of a file":
        file.mkdir()
    else:
        shutil.move(aside, file)
        shutil.move(pack / "segments", tmp_path / "segments")
        (pack / "segments").symlink_to(tmp_path / "segments")
    done = run(pack)
    assert done.returncode == 1
    assert "NOT VERIFIED" in done.stdout


def test_nothing_in_a_pack_is_run(pack: Path, tmp_path: Path) -> None:
    """Neither in place of Python's own library, nor in place of ssh-keygen."""
    mark = tmp_path / "run"
    for name in ("json.py", "argparse.py", "__future__.py", "encodings.py", "sitecustomize.py"):
        (pack / name).write_text(f"open({str(mark)!r}, 'w')\n")
    done = run(pack, python=[PYTHON, "-S"], cwd=pack)
    assert done.returncode == 1
    assert "python3 -I" in done.stderr
    assert run(pack, cwd=pack).returncode == 1
    fake = pack / "ssh-keygen"
    fake.write_text(f"#!/bin/sh\ntouch {mark}\n")
    fake.chmod(0o755)
    done = run(pack, cwd=pack, env={"PATH": f"{pack}:."})
    assert "ssh-keygen was not found" in done.stdout
    assert not mark.exists()


# -- what the packer can do, who signs what the pack says ----------------------------------------------------------------------------------


def signed(desk: Desk, pack: Path) -> Path:
    """The pack with a new list, signed by its packer."""
    for name in ("SHA256SUMS", "SHA256SUMS.sig"):
        (pack / name).unlink()
    dumping._sign(desk, pack)
    return pack


def lines(pack: Path, name: str, change: Callable[[list[str]], list[str]]) -> None:
    path = pack / name
    path.write_text("".join(f"{line}\n" for line in change(path.read_text("utf-8").splitlines())), encoding="utf-8")


def objects(pack: Path, name: str, change: Callable[[list[Any]], list[Any]]) -> None:
    """Change the objects in a file of lines, written the one way."""
    path = pack / name
    value = change([json.loads(line) for line in path.read_text("utf-8").splitlines()])
    path.write_bytes(b"".join(canon.encode(one) for one in value))


def fact(name: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def make(pack: Path) -> None:
        value = json.loads((pack / "pack.json").read_text("utf-8"))
        value[name] = change(value[name])
        (pack / "pack.json").write_bytes(canon.encode(value))

    return make


def of_olena(pack: Path) -> str:
    """The first segment that came with a bundle."""
    said = [json.loads(line) for line in (pack / "arrivals.jsonl").read_text().splitlines()]
    return str(next(one["segment"] for one in said if one["bundle"]))


def last_of_olena(pack: Path) -> str:
    said = [json.loads(line) for line in (pack / "arrivals.jsonl").read_text().splitlines()]
    return str([one["segment"] for one in said if one["bundle"]][-1])


def founding(pack: Path) -> str:
    """The segment in which the team is founded."""
    workspace = json.loads((pack / "pack.json").read_text("utf-8"))["workspace"]
    found = [path for path in sorted((pack / "segments").glob("*.jsonl")) if f'"compartment":"{workspace}"' in path.read_text("utf-8")]
    return next(path.relative_to(pack).as_posix() for path in found if '"first":1,' in path.read_text("utf-8").partition("\n")[0])


def without(pack: Path, segment: str) -> None:
    """Take a segment out, and every word of it."""
    count = json.loads((pack / segment).read_text("utf-8").splitlines()[0])["count"]
    (pack / segment).unlink()
    (pack / f"{segment}.sig").unlink()
    objects(pack, "arrivals.jsonl", lambda those: [one for one in those if one["segment"] != segment])
    fact("counts", lambda counts: counts | {"segments": counts["segments"] - 1, "lines": counts["lines"] - count})(pack)


def emptied(pack: Path) -> None:
    """Leave of a line what an erased one leaves; root and signature stand."""
    segment = of_olena(pack)
    name = "0" * 32 + ".1." + "0" * 16
    data = (pack / segment).read_bytes().splitlines(keepends=True)
    data[1] = canon.encode({"erased": canon_hash(data[1]), "order": name})
    (pack / segment).write_bytes(b"".join(data))


def canon_hash(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def swapped(a: str, b: str) -> Callable[[Path], None]:
    def make(pack: Path) -> None:
        one, other = (pack / a).read_bytes(), (pack / b).read_bytes()
        (pack / a).write_bytes(other)
        (pack / b).write_bytes(one)

    return make


def attachment(change: Callable[[Path, Path], None]) -> Callable[[Path], None]:
    def make(pack: Path) -> None:
        [file] = [path for path in (pack / "files").rglob("*") if path.is_file()]
        change(pack, file)

    return make


def edit(name: str, change: Callable[[list[Any]], list[Any]]) -> Callable[[Path], None]:
    return lambda pack: objects(pack, name, change)


def written(name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    return lambda pack: lines(pack, name, change)


def in_segment(which: Callable[[Path], str], change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    return lambda pack: lines(pack, which(pack), change)


STRANGER = "deadbeef" * 4 + f' namespaces="{",".join(signature.NAMESPACES)}" {signature.openssh(signature.public(b"x" * 32))}'

BY_THE_PACKER: dict[str, tuple[Callable[[Path], None], str]] = {
    "a value of a record": (edit("task.jsonl", lambda t: [t[0] | {"title": "Another"}]), "task.jsonl: record"),
    "a field of a record left out": (edit("witness.jsonl", lambda t: [{k: v for k, v in t[0].items() if k != "summary"}]), "witness.jsonl"),
    "a field added": (edit("witness.jsonl", lambda t: [t[0] | {"protection": "none"}]), "witness.jsonl: record"),
    "a conflict hidden": (edit("task.jsonl", lambda t: [{k: v for k, v in t[0].items() if k != "conflicts"}]), "task.jsonl: record"),
    "a record in another compartment": (edit("identity.jsonl", lambda t: [t[0] | {"compartment": "Team"}]), "identity.jsonl: record"),
    "a record left out": (edit("identity.jsonl", lambda t: []), "identity.jsonl: record"),
    "a record twice": (edit("identity.jsonl", lambda t: [*t, *t]), "identity.jsonl: record"),
    "a record made up": (edit("task.jsonl", lambda t: [*t, t[0] | {"id": "0" * 32}]), "task.jsonl: record 0000"),
    "a key twice": (written("task.jsonl", lambda t: [t[0].replace('"title"', '"title":"Another","title"', 1)]), "no sound JSON"),
    "a float": (written("task.jsonl", lambda t: [t[0].replace('"title"', '"x":1.0,"title"', 1)]), "no sound JSON"),
    "no object": (written("task.jsonl", lambda t: [*t, "[[1]]"]), "task.jsonl: record ?"),
    "deep nesting": (written("task.jsonl", lambda t: [*t, "[" * 200_000]), "no sound JSON"),
    "a line of the log": (in_segment(of_olena, lambda s: [s[0], *(x.replace("waiting", "working") for x in s[1:])]), "holds other lines"),
    "lines in another order": (in_segment(of_olena, lambda s: [s[0], *reversed(s[1:])]), "holds other lines"),
    "a line cut from the end": (in_segment(of_olena, lambda s: s[:-1]), "as many lines"),
    "a line cut, and its count": (
        in_segment(of_olena, lambda s: [s[0].replace(f'"count":{len(s) - 1}', f'"count":{len(s) - 2}'), *s[1:-1]]),
        "holds other lines",
    ),
    "a head altered": (in_segment(of_olena, lambda s: [s[0].replace('"first":', '"first":1'), *s[1:]]), "NOT"),
    "a segment of another team": (
        in_segment(of_olena, lambda s: [s[0][:-3] + ("0" if s[0][-3] != "0" else "1") + s[0][-2:], *s[1:]]),
        "belongs to another team",
    ),
    "a line emptied without an order": (emptied, "no order to erase it"),
    "another's signature": (lambda p: swapped(f"{of_olena(p)}.sig", "segments/000001.jsonl.sig")(p), "signature of another form, or by"),
    "segments in each other's place": (swapped("segments/000001.jsonl", "segments/000002.jsonl"), "signature"),
    "a segment left out in the middle": (lambda p: without(p, of_olena(p)), "what is missing"),
    "a segment left out at the end": (lambda p: without(p, last_of_olena(p)), "record"),
    "the founding segment left out": (lambda p: without(p, founding(p)), "founding line"),
    "a key too many": (written("allowed_signers", lambda s: [*s, STRANGER]), "allowed_signers"),
    "a key left out": (written("allowed_signers", lambda s: s[1:]), "allowed_signers"),
    "another's key": (written("allowed_signers", lambda s: [STRANGER, *s[1:]]), "allowed_signers"),
    "a name for a device": (written("allowed_signers", lambda s: ["*" + s[0][32:], *s[1:]]), "allowed_signers"),
    "a line said to be out of force": (
        edit("arrivals.jsonl", lambda those: [o | {"not_in_force": [[1, 999, "refused"]]} if o["bundle"] else o for o in those]),
        "record",
    ),
    "a segment said to wait": (
        edit("arrivals.jsonl", lambda those: [o | {"state": "waiting"} if o["bundle"] else o for o in those]),
        "record",
    ),
    "a state that is none": (edit("arrivals.jsonl", lambda those: [o | {"state": "lost"} for o in those]), "another form"),
    "a segment not spoken of": (edit("arrivals.jsonl", lambda those: those[1:]), "says nothing of"),
    "a segment spoken of twice": (edit("arrivals.jsonl", lambda those: [*those, those[0]]), "not here"),
    "a path for a segment": (
        edit("arrivals.jsonl", lambda those: [those[0] | {"segment": "../../x"}, *those[1:]]),
        "not here",
    ),
    "a segment said to be the packer's own": (
        edit("arrivals.jsonl", lambda those: [o | {"bundle": None} for o in those]),
        "how a segment came",
    ),
    "a bundle that nobody knows": (
        edit("arrivals.jsonl", lambda those: [o | {"bundle": "0" * 32} if o["bundle"] else o for o in those]),
        "how a segment came",
    ),
    "a bundle left out": (edit("bundles.jsonl", lambda those: those[1:]), "how a segment came"),
    "a ciphertext that is none": (edit("bundles.jsonl", lambda those: [o | {"files": ["x"]} for o in those]), "another form"),
    "a time that is none": (edit("bundles.jsonl", lambda those: [o | {"taken": "yesterday"} for o in those]), "another form"),
    "an attachment": (attachment(lambda _, f: f.write_text("another")), "hash its author signed"),
    "an attachment left out": (attachment(lambda _, f: f.unlink()), "not here"),
    "an attachment said not to be there": (
        lambda p: objects(p, "attachments.jsonl", lambda a: [a[0] | {"file": None, "reason": "Not here."}]),
        "belongs to no attachment",
    ),
    "an attachment not spoken of": (edit("attachments.jsonl", lambda a: []), "says nothing of attachment"),
    "a file of an attachment too many": (attachment(lambda p, f: shutil.copy(f, f.with_name("copy.txt"))), "belongs to no attachment"),
    "a path for an attachment": (edit("attachments.jsonl", lambda a: [a[0] | {"file": "../../../etc/passwd"}]), "not here"),
    "a value said to be unshown": (
        lambda p: (p / "unshown.jsonl").write_bytes(
            canon.encode({"compartment": "0" * 64, "field": "title", "kind": "task", "record": "0" * 32, "value": "x"})
        ),
        "no signed line holds",
    ),
    "a title said to be unshown": (
        lambda p: (
            edit("unshown.jsonl", lambda _: [_title(p)])(p),
            edit("task.jsonl", lambda t: [{k: v for k, v in t[0].items() if k != "title"}])(p),
        ),
        "REMARK unshown.jsonl",
    ),
    "a field that the packer claims not to know": (
        lambda p: (
            fact("kinds", lambda k: k | {"task": {n: m for n, m in k["task"].items() if n != "title"}})(p),
            edit("task.jsonl", lambda t: [{k: v for k, v in t[0].items() if k != "title"}])(p),
        ),
        "REMARK stands in the log alone",
    ),
    "a conflict declared none": (
        lambda p: (
            fact("kinds", lambda k: k | {"task": k["task"] | {"status": "latest"}})(p),
            edit("task.jsonl", lambda t: [{k: v for k, v in t[0].items() if k != "conflicts"}])(p),
        ),
        "REMARK its status was set twice",
    ),
    "counts": (fact("counts", lambda c: c | {"lines": c["lines"] + 1}), "counts otherwise"),
    "the counts of records": (fact("counts", lambda c: c | {"records": {}}), "counts otherwise"),
    "a gap made up": (fact("gaps", lambda g: [["0" * 64, "0" * 32, 1, 2]]), "what is missing"),
    "another team": (fact("workspace", lambda w: "0" * 64), "belongs to another team"),
    "another packer": (fact("device", lambda d: "0" * 32), "nobody let in"),
    "a compartment's name": (fact("compartments", lambda c: dict.fromkeys(c, "Elsewhere")), "another name"),
    "another format": (fact("format", lambda f: "pack-2"), "not of a pack that this program knows"),
    "no object at all": (lambda p: (p / "pack.json").write_text("7\n"), "not of a pack that this program knows"),
    "a kind that is a path": (fact("kinds", lambda k: k | {"../task": {}}), "not of a pack that this program knows"),
}


def _title(pack: Path) -> dict[str, Any]:
    task = json.loads((pack / "task.jsonl").read_text("utf-8"))
    places = json.loads((pack / "pack.json").read_text("utf-8"))["compartments"]
    [place] = [id for id, name in places.items() if name == task["compartment"]]
    return {"compartment": place, "field": "title", "kind": "task", "record": task["id"], "value": task["title"]}


def test_what_the_packer_alters_and_signs_is_found(packer: Desk, whole: Path, tmp_path: Path) -> None:
    packs = []
    for number, (alteration, _) in enumerate(BY_THE_PACKER.values()):
        pack = Path(shutil.copytree(whole, tmp_path / str(number)))
        alteration(pack)
        packs.append(signed(packer, pack))
    for (what, (_, expected)), (wrong, _, remarks) in zip(BY_THE_PACKER.items(), checked(*packs), strict=True):
        if expected.startswith("REMARK"):  # it is the packer's to say, and cannot be done unseen
            assert any(expected.removeprefix("REMARK ") in remark for remark in remarks), (what, wrong, remarks)
        else:
            assert wrong, what
            assert expected == "NOT" or any(expected in sentence for sentence in wrong), (what, wrong)


def test_a_pack_signed_by_a_stranger_or_another_member_is_found(packer: Desk, pack: Path) -> None:
    sums = (pack / "SHA256SUMS").read_bytes()
    for seed, space in ((b"x" * 32, signature.PACK), (packer.keys.signing, signature.BUNDLE)):
        (pack / "SHA256SUMS.sig").write_text(signature.sign(seed, sums, space))
        assert any("SHA256SUMS.sig" in sentence for sentence in findings(pack))


def test_a_packer_who_hides_lines_of_others_is_remarked(packer: Desk, pack: Path) -> None:
    """What is left out of the records stands in the history, marked."""
    segment = last_of_olena(pack)
    head, *rows = [json.loads(line) for line in (pack / segment).read_text("utf-8").splitlines()]
    hidden = [number for number, row in enumerate(rows, head["first"]) if row["kind"] == "note"]
    against = [[number, number, "refused"] for number in hidden]
    objects(pack, "arrivals.jsonl", lambda those: [o | {"not_in_force": against} if o["segment"] == segment else o for o in those])
    [note] = [line for line in (pack / "note.jsonl").read_text().splitlines() if "Later" in line]
    lines(pack, "note.jsonl", lambda those: [line for line in those if line != note])
    fact("counts", lambda c: c | {"records": c["records"] | {"note": c["records"]["note"] - 1}})(pack)
    done = run(signed(packer, pack))
    assert done.returncode == 0, done.stdout
    assert "NOT IN FORCE at the packing desk (refused)" in done.stdout
    assert "has lines that are not in force" in done.stdout


# -- honest packs of odd desks ------------------------------------------------------------------------------------------------------------


def test_a_gap_is_stated_and_a_hidden_gap_is_found(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    from tests.services.sava import courier, segments

    for title in ("One", "Two", "Three"):
        editing.add(olena, "task", [{"title": title}])
        rows = segments(olena, of=olena)
    importing.accept(mara, [courier(olena, mara, tmp_path / "x.jitbundle", [rows[0], rows[2]])])
    dumping.dump(mara, tmp_path / "pack")
    done = run(tmp_path / "pack")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("VERIFIED, NOT COMPLETE: ")
    assert "the packing desk did not hold them" in done.stdout
    fact("gaps", lambda gaps: [])(tmp_path / "pack")
    assert findings(signed(mara, tmp_path / "pack"))


def test_erased_lines_are_told_with_their_order_and_nothing_of_them_is_in_a_pack(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    [witness] = editing.add(mara, "witness", [{"code": "W-0412", "summary": "Zlatorog saw it", "needs": "Kestrelhaven"}]).ids
    [other] = editing.add(mara, "witness", [{"code": "W-0413", "summary": "Mostograd", "needs": "An interpreter"}]).ids
    (tmp_path / "f.txt").write_text("Zlatorog")
    custody.attach(mara, witness, tmp_path / "f.txt")
    send(mara, olena, "a")
    editing.change(olena, other, {"summary": "Mostograd, corrected"})
    send(olena, mara, "b")
    reason = "No longer needed, LHC Art. 16(6)"
    attached = [record.id for record in reading.listed(mara, "file")]
    erasing.order(mara, [witness, *attached], reason)
    erasing.order(mara, [other], reason, "summary")
    send(mara, olena, "c")
    erasing.accept(olena, [one.order for one in orders.listed(olena)])
    for desk in (mara, olena):
        pack = tmp_path / f"{desk.device}-pack"
        dumping.dump(desk, pack)
        done = run(pack)
        assert done.returncode == 0, done.stdout
        assert done.stdout.splitlines()[-1].startswith("VERIFIED: ")
        told = [line for line in done.stdout.splitlines() if line.startswith("erased: ")]
        assert len(told) > 8
        assert all("ordered by Mara Kos (SVN)" in line and line.endswith(reason) for line in told)
        held = b"".join(path.read_bytes() for path in pack.rglob("*") if path.is_file())
        assert not [text for text in (b"Zlatorog", b"Mostograd", b"Kestrelhaven") if text in held]
        order = next(path for path in sorted((pack / "segments").glob("*.jsonl")) if '"field":"erase"' in path.read_text("utf-8"))
        without(pack, order.relative_to(pack).as_posix())
        assert any("no order to erase it is here" in sentence for sentence in findings(signed(desk, pack)))


def test_a_desk_that_went_on_with_other_keys_packs_all_the_same(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    editing.add(olena, "task", [{"title": "Before"}])
    send(olena, mara, "a")
    identity.succeed(olena)
    editing.add(olena, "task", [{"title": "After"}])
    identity.rekey(olena)
    send(olena, mara, "b")
    for desk in (mara, olena):
        pack = tmp_path / f"{desk.device}-pack"
        dumping.dump(desk, pack)
        done = run(pack)
        assert done.returncode == 0, done.stdout
        assert "took the place of device" in done.stdout
        assert "After" in done.stdout


def test_a_desk_of_the_first_version_packs_too(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(Path(__file__).parents[1] / "museum" / "first" / "mara.jitdesk", tmp_path / "old.jitdesk"))
    for name in ("files", "staging"):  # git keeps no empty folder
        (folder / name).mkdir(exist_ok=True)
    desk = desks.hold(folder, desks.unlock(folder, "a fine passphrase"))
    try:
        dumping.dump(desk, tmp_path / "pack")
    finally:
        desk.close()
    done = run(tmp_path / "pack")
    assert done.returncode == 0, done.stdout


def test_what_fits_no_field_and_what_cannot_be_opened_is_told(mara: Desk, olena: Desk, tmp_path: Path) -> None:
    editing.add(mara, "witness", [{"code": "W-0412"}])
    (tmp_path / "f.txt").write_text("a statement")
    [file] = custody.attach(mara, "W-0412", tmp_path / "f.txt").ids
    send(mara, olena, "start")
    content = reading.show(mara, file).get("content")
    evil = [
        hostile.line("file", "c" * 32, "content", {**content, "key": "AGE-SECRET-KEY-1", "name": "../../\u202eother.txt"}, at=2 * DAY),
        hostile.line("file", "d" * 32, "content", ["not", "a", "file"], at=2 * DAY + 1),
        hostile.line("task", "e" * 32, "title", {"x": "\x1b[2J"}, at=2 * DAY + 2),
        hostile.line("task", "e" * 32, "assignees", True, at=2 * DAY + 3, element="\x07bell"),
        hostile.line("task", "e" * 32, "unknown", "=cmd|' /C calc'!A0", at=2 * DAY + 4),
        hostile.line("gadget", "f" * 32, "title", "of a newer version", at=2 * DAY + 5),
    ]
    first, prev = hostile.own_end(olena, place := hostile.place_of(olena))
    sealed = hostile.sealed(olena, place, evil, first, prev)
    importing.accept(mara, [hostile.smuggled(olena, mara, tmp_path / "x", [sealed])])
    dumping.dump(mara, tmp_path / "pack")
    done = run(tmp_path / "pack", "--csv", str(tmp_path / "h.csv"))
    assert done.returncode == 0, done.stdout
    assert "NOT COMPLETE: all that is here holds; 2 piece(s)" in done.stdout
    assert "of a kind that the packing program did not know" in done.stdout
    assert "title holds does not fit it" in done.stdout
    assert all(c.isprintable() or c == "\n" for c in done.stdout)
    assert not [line for line in (tmp_path / "h.csv").read_text("utf-8").split("\n") if line.startswith(("=", "+", "@"))]


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_two_desks_do_the_pack_of_either_verifies(template_of_two: Template, tmp_path_factory: Any, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("any")
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setenv("JITDESK_HOME", str(folder / "home"))  # a machine of its own for each example
        desks = stack.enter_context(opened(template_of_two, folder))
        mara, olena = desks["mara"], desks["olena"]
        ids = list(editing.add(mara, "task", [{"title": "A"}, {"title": "B", "assignees": ["x", "y"]}]).ids)
        send(mara, olena, "start")
        for number in range(data.draw(st.integers(1, 10))):
            desk, id = data.draw(st.sampled_from([mara, olena])), data.draw(st.sampled_from(ids))
            act = data.draw(st.sampled_from(["title", "assignees", "priority", "archive", "settle", "send"]))
            if act == "send":
                other = olena if desk is mara else mara
                send(desk, other, str(number))
            elif act == "settle":
                for conflict in reading.conflicts(desk):
                    if conflict.field != "archived":
                        editing.settle(desk, conflict.record.reference, conflict.field, take=conflict.sides[0].change)
            elif act == "archive":
                archived = reading.show(desk, id).get("archived")
                editing.change(desk, id, {"archived": not archived})
            elif not reading.show(desk, id).get("archived"):
                value = data.draw(st.sampled_from(["low", "high"]))
                editing.change(desk, id, {act: [value] if act == "assignees" else value})
        packs = []
        for desk in (mara, olena):
            dumping.dump(desk, desk.folder.parent / f"{desk.device}-pack")
            packs.append(desk.folder.parent / f"{desk.device}-pack")
        assert [wrong for wrong, _, _ in checked(*packs)] == [[], []]


# -- the verifier itself ------------------------------------------------------------------------------------------------------------------


def test_it_is_one_file_of_the_standard_library_for_python_3_9() -> None:
    tree = ast.parse(VERIFIER.read_text("utf-8"), feature_version=(3, 9))
    imported = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    assert "__future__" not in imported
    assert isinstance(tree.body[1], ast.Import)
    assert [alias.name for alias in tree.body[1].names] == ["sys"]
    assert isinstance(tree.body[2], ast.If)  # before anything else is imported


@pytest.fixture(scope="module")
def verifier() -> Any:
    """The functions of the verifier."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "flags", types.SimpleNamespace(isolated=1))
        module = types.ModuleType("verifier")
        sys.modules["verifier"] = module  # dataclasses look there
        exec(compile(VERIFIER.read_text("utf-8"), str(VERIFIER), "exec"), module.__dict__)  # noqa: S102
    yield module
    del sys.modules["verifier"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 53) + 1, (1 << 53) - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(value=JSON)
def test_it_writes_lines_as_jitdesk_does(verifier: Any, value: Any) -> None:
    if canon.plain(value):
        try:
            line = canon.encode(value)
        except UnicodeEncodeError:
            return
        assert verifier.canonical(value) == line
        assert verifier.parsed(line) == value


@given(data=st.binary(max_size=200) | JSON.map(lambda v: json.dumps(v).encode()))
def test_any_bytes_are_a_line_or_bad(verifier: Any, data: bytes) -> None:
    for parse in (verifier.parsed, lambda d: verifier.read_line(d, "0" * 32, 1), lambda d: verifier.key_of(d.decode("latin-1"))):
        with contextlib.suppress(verifier.Bad):
            parse(data)


@given(armour=st.text(max_size=300), cut=st.integers(0, 400), extra=st.text(max_size=3))
def test_only_one_form_of_signature_passes(verifier: Any, armour: str, cut: int, extra: str) -> None:
    key = signature.public(b"k" * 32)
    good = signature.sign(b"k" * 32, b"data", signature.PACK)
    verifier.check_armour(good, key, signature.PACK)
    for bad in (armour, good[:cut], good + extra, good[:cut] + extra + good[cut:]):
        if bad != good:
            with pytest.raises(verifier.Bad):
                verifier.check_armour(bad, key, signature.PACK)


@pytest.mark.parametrize("y", sorted(signature.SMALL_ORDER))
def test_a_key_of_small_order_is_refused(verifier: Any, y: int) -> None:
    for sign in (0, 1 << 255):
        with pytest.raises(verifier.Bad):
            verifier.key_of(signature.openssh((y | sign).to_bytes(32, "little")))
