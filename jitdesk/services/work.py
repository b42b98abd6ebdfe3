"""The long jobs that the window leaves to a child process, by name: arguments and results are plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jitdesk.crypto.keyslots import Keys
from jitdesk.kernel.errors import Refused
from jitdesk.services import custody, desk, disclosing, exporting, importing, letters, previewing, team, upkeep
from jitdesk.services.desk import Desk, Person, Progress, Unlocked

Arguments = dict[str, Any]
Job = Callable[[Arguments, Progress], Any]


def opened(unlocked: Unlocked) -> Arguments:
    """Keys as plain values, for the pipe and nowhere else."""
    keys = unlocked.keys
    return {"vault": unlocked.vault.hex(), "database": keys.database.hex(), "signing": keys.signing.hex(), "age": keys.age}


def unlocked(plain: Arguments) -> Unlocked:
    """Keys from the pipe."""
    keys = Keys(bytes.fromhex(plain["database"]), bytes.fromhex(plain["signing"]), plain["age"])
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
        return asdict(previewing.taken(importing.accept(held, paths, trust=arguments.get("trust"), progress=progress)))


def _export(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        written = exporting.export(held, Path(arguments["out"]), arguments.get("to"), note=arguments.get("note", ""), progress=progress)
        return [asdict(one) for one in written]


def _disclose(arguments: Arguments, progress: Progress) -> Any:
    with _held(arguments) as held:
        written = disclosing.disclose(held, Path(arguments["out"]), arguments["recipient"], arguments["compartments"], progress=progress)
        return asdict(written)


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
        letters.write(held, arguments["request"], Path(arguments["out"]), arguments.get("language"))


JOBS: dict[str, Job] = {
    "unlock": _unlock,
    "unlock_by_keychain": _unlock_by_keychain,
    "found": _found,
    "enrol": _enrol,
    "preview": _preview,
    "import": _import,
    "export": _export,
    "disclose": _disclose,
    "attach": _attach,
    "extract": _extract,
    "verify": _verify,
    "letter": _letter,
}
