"""The long jobs that the window leaves to a child process, by name: arguments and results are plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jitdesk.crypto.keyslots import Keys
from jitdesk.kernel.errors import Refused
from jitdesk.services import (
    custody,
    desk,
    disclosing,
    erasing,
    exporting,
    importing,
    letters,
    mailbox,
    moving,
    papers,
    passphrases,
    previewing,
    quarantine,
    recovery,
    team,
    undoing,
    upkeep,
)
from jitdesk.services.desk import Desk, Person, Progress, Unlocked

Arguments = dict[str, Any]
Job = Callable[[Arguments, Progress], Any]


def opened(unlocked: Unlocked) -> Arguments:
    """Keys as plain values, for the pipe and nowhere else."""
    keys = unlocked.keys
    secrets = {"vault": unlocked.vault.hex(), "database": keys.database.hex(), "signing": keys.signing.hex()}
    return secrets | {"age": keys.age, "hybrid": keys.hybrid, "earlier": keys.earlier}


def unlocked(plain: Arguments) -> Unlocked:
    """Keys from the pipe."""
    database, signing = bytes.fromhex(plain["database"]), bytes.fromhex(plain["signing"])
    keys = Keys(database, signing, plain["age"], hybrid=plain["hybrid"], earlier=tuple(plain["earlier"]))
    return Unlocked(bytes.fromhex(plain["vault"]), keys)


@contextmanager
def _held(arguments: Arguments) -> Iterator[Desk]:
    """The desk whose lock the parent holds."""
    held = desk.hold(Path(arguments["desk"]), unlocked(arguments["keys"]), locked=False)
    try:
        yield held
    finally:
        held.close()


def _unlock(arguments: Arguments, progress: Progress) -> Any:
    return opened(desk.unlock(Path(arguments["desk"]), arguments["passphrase"]))


def _unlock_by_keychain(arguments: Arguments, progress: Progress) -> Any:
    return opened(desk.unlock_by_keychain(Path(arguments["desk"])))


def _found(arguments: Arguments, progress: Progress) -> Any:
    folder, person = Path(arguments["desk"]), Person(**arguments["person"])
    made = team.found(folder, arguments["passphrase"], arguments["team"], person)
    made.close()
    return opened(made.unlocked)


def _enrol(arguments: Arguments, progress: Progress) -> Any:
    folder, card = Path(arguments["desk"]), Path(arguments["card"])
    if card.exists():
        raise Refused("files.exists", name=card.name, folder=str(card.parent))
    made = team.enrol(folder, arguments["passphrase"], Person(**arguments["person"]))
    try:
        team.write_card(made, card)
    finally:
        made.close()
    return opened(made.unlocked)


def _preview(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        paths = [Path(path) for path in arguments["paths"]]
        return asdict(previewing.preview(held, paths, trust=arguments.get("trust"), progress=progress))


def _import(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        paths = [Path(path) for path in arguments["paths"]]
        only, rest = arguments.get("only"), arguments.get("rest", importing.WAITING)
        seen = arguments.get("seen")
        reports = importing.accept(held, paths, trust=arguments.get("trust"), only=only, rest=rest, seen=seen, progress=progress)
        return asdict(previewing.taken(reports))


def _undo(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        return asdict(undoing.undo(held))


def _quarantine(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        settle = quarantine.refuse if arguments.get("refuse") else quarantine.accept
        return settle(held, arguments["hash"]).changes


def _export(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        written = exporting.export(held, Path(arguments["out"]), arguments.get("to"), note=arguments.get("note", ""), progress=progress)
        return [asdict(one) for one in written]


def _mailbox(arguments: Arguments, progress: Progress) -> Any:
    """What arrived is only looked at: the window shows it before it is taken in."""
    with _held(arguments) as held:
        visit = mailbox.visit(held, Path(arguments["folder"]), progress=progress)
    counts = {"dropped": len(visit.dropped), "removed": len(visit.removed)}
    classical = sorted({member for made in visit.dropped for member in made.classical})
    told = {"arrived": [one.file for one in visit.arrived], "troubles": [one.sentence for one in visit.troubles]}
    return counts | told | {"classical": classical}


def _disclose(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        written = disclosing.disclose(held, Path(arguments["out"]), arguments["recipient"], arguments["compartments"], progress=progress)
        return asdict(written)


def _bring(arguments: Arguments, progress: Progress) -> Any:
    """Of a table: what it would do, or (where `seen` names the file that was shown) all of it."""
    from jitdesk.services import bringing  # reads spreadsheets: other jobs start without it

    with _held(arguments) as held:
        names = ("kind", "sheet", "fields", "compartment", "order", "reason")
        wanted = bringing.Wanted(**{name: arguments[name] for name in names if arguments.get(name)})
        path, seen = Path(arguments["path"]), arguments.get("seen")
        if seen is None:
            return bringing.plain(bringing.preview(held, path, wanted, progress=progress))
        return bringing.plain(bringing.accept(held, path, wanted, seen=seen, progress=progress))


def _take(arguments: Arguments, progress: Progress) -> Any:
    from jitdesk.services import taking_out

    with _held(arguments) as held:
        out, reason = Path(arguments["out"]), arguments.get("reason")
        return asdict(taking_out.take(held, arguments["kind"], out, reason=reason, progress=progress))


def _attach(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        return custody.attach(held, arguments["record"], Path(arguments["path"]), progress=progress).ids[0]


def _extract(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        custody.extract(held, arguments["record"], Path(arguments["out"]), progress=progress)


def _verify(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        return asdict(upkeep.verify(held, progress=progress))


def _letter(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        out, head = Path(arguments["out"]), arguments.get("letterhead")
        language, second = arguments.get("language"), arguments.get("second")
        letters.write(held, arguments["request"], out, language, Path(head) if head else None, second=second)


def _paper(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        out, head, name = Path(arguments["out"]), arguments.get("letterhead"), arguments["name"]
        language, reason = arguments.get("language"), arguments.get("reason")
        papers.write(held, arguments["request"], name, out, language, Path(head) if head else None, reason=reason)


def _move(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        return asdict(moving.move(held, arguments["reference"], arguments["compartment"], progress=progress))


def _erase(arguments: Arguments, progress: Progress) -> Any:
    """On a desk that the parent has closed, for its database changes its key; the parent opens it anew with `desk.renewed`."""
    folder, number = Path(arguments["desk"]), arguments.get("number")
    with closing(desk.claim(folder, lambda: unlocked(arguments["keys"]))) as held:
        if "orders" in arguments:
            done = erasing.accept(held, arguments["orders"], number=number, progress=progress)
        else:
            references, field = arguments["references"], arguments.get("field")
            whole = bool(arguments.get("whole"))
            done = erasing.order(held, references, arguments["reason"], field, whole=whole, number=number, progress=progress)
    return asdict(done)


def _passphrase(arguments: Arguments, progress: Progress) -> Any:
    """On a desk that the parent has closed: whatever becomes of it, the parent unlocks it anew."""
    folder = Path(arguments["desk"])
    with closing(desk.claim(folder, lambda: desk.unlock(folder, arguments["old"]))) as held:
        if not arguments["new_keys"]:
            return passphrases.change(held, arguments["new"])
        return asdict(passphrases.renew(held, arguments["new"], progress=progress))


def _recovery(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        return recovery.make(held, Path(arguments["out"]), shares=arguments["shares"])


def _recover(arguments: Arguments, progress: Progress) -> Any:
    """Of a closed desk: with a passphrase it is set, without one the kit is only proved."""
    folder = Path(arguments["desk"])
    with closing(desk.claim(folder, lambda: recovery.unlock(folder, arguments["texts"]))) as held:
        if arguments.get("passphrase") is not None:
            passphrases.change(held, arguments["passphrase"])
        return asdict(recovery.prove(held))


JOBS: dict[str, Job] = {
    "unlock": _unlock,
    "unlock_by_keychain": _unlock_by_keychain,
    "found": _found,
    "enrol": _enrol,
    "preview": _preview,
    "import": _import,
    "undo": _undo,
    "quarantine": _quarantine,
    "export": _export,
    "mailbox": _mailbox,
    "disclose": _disclose,
    "bring": _bring,
    "take": _take,
    "attach": _attach,
    "extract": _extract,
    "verify": _verify,
    "letter": _letter,
    "paper": _paper,
    "move": _move,
    "erase": _erase,
    "passphrase": _passphrase,
    "recovery": _recovery,
    "recover": _recover,
}
