"""Cases of refusal in everyday work: desks, compartments, records, rights, letters, jobs."""

from __future__ import annotations

import sys
from contextlib import closing, nullcontext

import pytest

from jitdesk import bootstrap
from jitdesk.cli import program
from jitdesk.cli.opening import Terminal
from jitdesk.crypto import age, signature
from jitdesk.crypto.keyslots import LEAST
from jitdesk.domain import charter as charters
from jitdesk.domain.changes import CHARTER
from jitdesk.exchange import card as cards
from jitdesk.kernel.errors import JITDeskError
from jitdesk.services import acts, editing, exporting, importing, letters, reading, rekeying, team
from jitdesk.services import desk as desks
from jitdesk.services.desk import Person
from jitdesk.storage.engine import Database
from tests.services.refusal_world import CASES, Attempt, World, case, simple
from tests.services.sava import PROTECTED, admit, courier, post, protect, revoke, send

PERSON = Person("Petra Novak", "CZE", "Prosecutor", "analyst")
WORKER = Person("Mara Kos", "SVN", "Prosecutor", "lead")

# -- desk ---------------------------------------------------------------------------------------------------------------------------------
simple("desk.exists", lambda w: team.enrol(w.mara.folder, "p", PERSON, cost=LEAST))
simple("desk.no_parent", lambda w: team.enrol(w.path("nowhere") / "x.jitdesk", "p", PERSON, cost=LEAST))
simple("desk.no_passphrase", lambda w: team.enrol(w.path("x.jitdesk"), "", PERSON, cost=LEAST))
simple("desk.none", lambda w: desks.unlock(w.path("nowhere"), "p"))


@case("desk.damaged")
def _(w: World) -> Attempt:
    desk = w.newcomer
    desk.close()
    database = desk.folder / "desk.db"
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 1
    database.write_bytes(data)

    def attempt() -> None:
        held = desks.hold(desk.folder, desk.unlocked)
        try:
            with held.db.read() as connection:
                connection.exec_driver_sql("PRAGMA integrity_check").all()
                for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
                    connection.exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 - names of our own tables
        finally:
            held.close()

    return attempt


@case("desk.no_team")
def _(w: World) -> Attempt:
    w.newcomer  # noqa: B018
    return lambda: editing.add(w.newcomer, "task", [{"title": "t"}])


@case("desk.no_keychain")
def _(w: World) -> Attempt:
    folder = w.mara.folder

    def attempt() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(desks.keychain, "load", lambda desk: None)
            desks.unlock_by_keychain(folder)

    return attempt


@case("recipher.in_use")
def _(w: World) -> Attempt:
    mara = w.mara

    def attempt() -> None:
        with closing(Database(mara.folder / "desk.db", mara.keys.database)) as other, other.read() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM meta").all()
            rekeying.new_database_key(mara)

    return attempt


# -- compartments and members -------------------------------------------------------------------------------------------------------------
@case("compartment.none")
def _(w: World) -> Attempt:
    lead, newcomer = w.two["mara"], w.newcomer
    admit(lead, newcomer)
    importing.accept(newcomer, [courier(lead, newcomer, w.path("roster only"), [])], trust=team.fingerprint(lead))
    return lambda: editing.add(newcomer, "task", [{"title": "t"}])


@case("compartment.two")
def _(w: World) -> Attempt:
    with w.mara.db.write() as connection:
        for _ in range(2):
            acts.found(w.mara, connection, CHARTER, charters.found(PROTECTED, [w.mara.device]))
    return lambda: editing.add(w.mara, "task", [{"title": "t"}], PROTECTED)


simple("compartment.unknown", lambda w: editing.add(w.mara, "task", [{"title": "t"}], "Nowhere"))
simple("compartment.lead_only", lambda w: team.set_readers(w.olena, "Mine", []))
simple("member.unknown", lambda w: exporting.export(w.mara, w.path("x.jitbundle"), ["Nobody"]))


@case("member.two")
def _(w: World) -> Attempt:
    made = cards.make(signature.new_signing_key(), age.new_identity().recipient, w.olena.card.member, "POL", "Prosecutor", "analyst")
    card = cards.parse(made)
    team.admit(w.mara, card, team.card_fingerprint(card))
    return lambda: exporting.export(w.mara, w.path("x.jitbundle"), [card.member])


# -- records ------------------------------------------------------------------------------------------------------------------------------
simple("record.no_kind", lambda w: editing.add(w.mara, "person", [{"name": "x"}]))
simple("record.no_field", lambda w: editing.change(w.mara, w.task, {"status": "done", "colour": "red"}))
simple("record.missing", lambda w: editing.add(w.mara, "task", [{"title": "one"}, {"status": "open"}]))
simple("record.unknown", lambda w: editing.change(w.mara, "W-9999", {"summary": "s"}))


@case("record.needs_compartment")
def _(w: World) -> Attempt:
    editing.add(w.mara, "witness", [{"code": "W-1"}])
    return lambda: editing.add(w.mara, "identity", [{"witness": "W-1"}])


@case("record.fixed")
def _(w: World) -> Attempt:
    [file] = editing.add(w.mara, "file", [{"about": w.task, "name": "map.pdf"}]).ids
    [event] = editing.add(w.mara, "custody", [{"file": file, "event": "received", "date": "2027-03-01"}]).ids
    return lambda: editing.change(w.mara, event, {"date": "2027-03-02"})


@case("record.order")
def _(w: World) -> Attempt:
    editing.add(w.mara, "witness", [{"code": "W-1"}])
    [order] = editing.add(w.mara, "protective_measure", [{"witness": "W-1", "basis": "order", "number": "12/2027"}]).ids
    return lambda: editing.change(w.mara, order, {"number": "13/2027"})


@case("record.archived")
def _(w: World) -> Attempt:
    editing.change(w.mara, w.task, {"archived": True})
    return lambda: editing.change(w.mara, w.task, {"status": "done"})


@case("record.two")
def _(w: World) -> Attempt:
    editing.add(w.mara, "witness", [{"code": "W-1"}, {"code": "W-1"}])
    return lambda: editing.change(w.mara, "W-1", {"summary": "s"})


def in_conflict(w: World) -> str:
    task = w.task
    send(w.mara, w.olena, "a")
    editing.change(w.mara, task, {"status": "done"})
    editing.change(w.olena, task, {"status": "waiting"})
    send(w.olena, w.mara, "b")
    assert reading.conflicts(w.mara)
    return task


simple("conflict.none", lambda w: editing.settle(w.mara, w.task, "title", value="Other"))


@case("conflict.no_change")
def _(w: World) -> Attempt:
    task = in_conflict(w)
    title = next(past.change for past in reading.history(w.mara, task) if past.field == "title")
    return lambda: editing.settle(w.mara, task, "status", take=title)


simple("link.kind", lambda w: editing.add(w.mara, "account", [{"witness": w.task}]))


@case("link.narrower")
def _(w: World) -> Attempt:
    protect(w.mara, w.olena)
    [narrow] = editing.add(w.mara, "task", [{"title": "t"}], PROTECTED).ids
    return lambda: editing.add(w.mara, "note", [{"about": narrow, "text": "t"}])


# -- rights -------------------------------------------------------------------------------------------------------------------------------
@case("right.observer")
def _(w: World) -> Attempt:
    lead, newcomer = w.two["mara"], w.newcomer
    admit(lead, newcomer, "observer")
    importing.accept(newcomer, [p.path for p in post(lead, "x", newcomer)], trust=team.fingerprint(lead))
    return lambda: editing.add(newcomer, "task", [{"title": "t"}])


@case("right.removed")
def _(w: World) -> Attempt:
    revoke(w.mara, w.olena)
    importing.accept(w.olena, [courier(w.mara, w.olena, w.path("told"), [])])
    editing_refused = pytest.raises(JITDeskError, match="not in the team")
    with editing_refused:
        editing.add(w.olena, "task", [{"title": "t"}])
    return lambda: post(w.olena, "x")


@case("right.compartment")
def _(w: World) -> Attempt:
    protect(w.mara, w.olena)
    [task] = editing.add(w.mara, "task", [{"title": "t"}], PROTECTED).ids
    with w.mara.db.write() as connection:
        standing = w.mara.standing(connection)
        place = standing.called(PROTECTED)
        acts.write(w.mara, connection, place, [("unread", {"device": w.mara.device})], standing.charters[place].tips)
    return lambda: editing.change(w.mara, task, {"status": "done"})


@case("right.newer")
def _(w: World) -> Attempt:
    with w.mara.db.write() as connection:
        roster = w.mara.standing(connection).roster
        act = ("pardon", {"under": roster.acting_grant(w.mara.device, lead=True)})
        acts.write(w.mara, connection, w.mara.workspace_id, [act], roster.tips)
    with pytest.raises(JITDeskError, match="newer version"):
        post(w.mara, "x")
    return lambda: editing.add(w.mara, "task", [{"title": "t"}])


# -- letters, jobs, terminal --------------------------------------------------------------------------------------------------------------
@case("letter.name")
def _(w: World) -> Attempt:
    editing.add(w.mara, "request", [{"reference": "JIT-SR/1"}])
    return lambda: letters.write(w.mara, "JIT-SR/1", w.path("letter.odt"))


@case("letter.language")
def _(w: World) -> Attempt:
    editing.add(w.mara, "request", [{"reference": "JIT-SR/1"}])
    return lambda: letters.write(w.mara, "JIT-SR/1", w.path("letter.docx"), "sl")


simple("letter.no_request", lambda w: letters.check(w.mara, w.task))


@case("job.cancelled")
def _(w: World) -> Attempt:
    child = bootstrap.Child("verify", {"desk": w.mara.folder, "keys": {}})
    child.cancel()
    return lambda: child.run(lambda done, total: None)


@case("job.ended")
def _(w: World) -> Attempt:
    w.mara  # noqa: B018

    def attempt() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bootstrap, "_command", lambda: [sys.executable, "-c", "pass"])
            bootstrap.Child("verify", {}).run(lambda done, total: None)

    return attempt


simple("terminal.passphrase_file", lambda w: Terminal(str(w.path("none")), lambda _: 0).passphrase())


@case("terminal.no_passphrase")
def _(w: World) -> Attempt:
    w.mara  # noqa: B018
    return lambda: Terminal(None, lambda _: 0).passphrase()  # the tests' standard input is no terminal


def add_from(w: World, content: str | None) -> Attempt:
    """`jitdesk add DESK task --from FILE` at a desk that is open already."""
    w.mara  # noqa: B018
    if content is not None:
        w.path("tasks.jsonl").write_text(content)

    def attempt() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Terminal, "desk", lambda self, folder: nullcontext(w.mara))
            arguments = ["add", str(w.mara.folder), "task", "--from", str(w.path("tasks.jsonl"))]
            program.commands.main(arguments, standalone_mode=False, obj=lambda _: 0)

    return attempt


CASES["add.unreadable"] = lambda w: add_from(w, None)
CASES["add.line"] = lambda w: add_from(w, '{"title":"one"}\n["two"]\n')
