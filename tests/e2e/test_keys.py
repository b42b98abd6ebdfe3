"""What opens a desk, at the terminal: passphrase changed, kit printed, proved and used, new keys, keychain forgotten."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import keyring
import pytest
from docx import Document

from jitdesk.services import desk as desks
from jitdesk.storage import digest
from tests.e2e.terminal import PASSPHRASE, Terminal, made, sentence
from tests.e2e.test_keychain import Failing

DESK = "mara.jitdesk"
NEW = "another heron at dusk"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """One desk with a task, and files with its passphrase and another."""
    at = Terminal(tmp_path_factory.mktemp("keys"))
    made(at.folder / DESK, "Mara Kos", "SVN", found=True).close()
    (at.folder / "pw").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    (at.folder / "new").write_text(f"{NEW}\n", encoding="utf-8")
    at("add", DESK, "task", "title=Send the summons")
    return at


@pytest.fixture
def at(alone: Terminal, tmp_path: Path) -> Terminal:
    return Terminal(Path(shutil.copytree(alone.folder, tmp_path / "keys")))


def words(kit: Path) -> str:
    """The words as they stand on a sheet, in the order of their numbers."""
    cells = [cell.text for row in Document(str(kit)).tables[1].rows for cell in row.cells]
    numbered = dict(re.fullmatch(r"(\d+)\s(\w+)", cell).groups() for cell in cells)  # type: ignore[union-attr]
    return " ".join(numbered[str(number)] for number in range(1, 21))


def typed(at: Terminal, *kits: str) -> list[str]:
    """The words of sheets typed into files."""
    names = [f"{kit}.txt" for kit in kits]
    for kit, name in zip(kits, names, strict=True):
        (at.folder / name).write_text(words(at.folder / kit), encoding="utf-8")
    return names


def opens(at: Terminal, passphrase_file: str = "pw") -> bool:  # noqa: S107
    done = at.run("list", DESK, "task", passphrase_file=passphrase_file)
    assert done.status in (0, 4), done
    return done.status == 0 and "Send the summons" in done.out


# -- the passphrase -----------------------------------------------------------------------------------------------------------------------
def test_a_changed_passphrase_opens_and_the_old_one_only_an_old_copy_of_the_slots(at: Terminal) -> None:
    slots = at.folder / DESK / "keyslots.json"
    old = slots.read_bytes()
    said = at("passphrase", DESK, "--new-passphrase-file", "new")
    assert "An old copy of the file keyslots.json" in said
    assert "--new-keys" in said
    assert opens(at, "new")
    assert not opens(at)
    slots.write_bytes(old)  # what was said is so
    assert opens(at)


def test_new_keys_shut_out_the_old_copy_of_the_slots_too(at: Terminal) -> None:
    slots = at.folder / DESK / "keyslots.json"
    old, before = slots.read_bytes(), at.digest(DESK, of=digest.projection)
    said = at("passphrase", DESK, "--new-passphrase-file", "new", "--new-keys").splitlines()
    assert len(said) == 2  # there was no kit and no keychain to speak of
    assert "take this device out of the team" in said[1]
    assert at.digest(DESK, desks.unlock(at.folder / DESK, NEW), of=digest.projection) == before
    assert opens(at, "new")
    assert at.run("verify", DESK, passphrase_file="new").status == 0
    slots.write_bytes(old)
    assert sentence(at.run("list", DESK, "task"), 3)


def test_both_passphrases_come_by_one_standard_input(at: Terminal) -> None:
    given = subprocess.run(["printf", f"{PASSPHRASE}\n{NEW}\n"], capture_output=True, check=True).stdout.decode()
    (at.folder / "both").write_text(given, encoding="utf-8")
    with (at.folder / "both").open("rb") as stream:
        done = at.real("passphrase", DESK, "--new-passphrase-file", "-", passphrase_file="-", stdin=stream)
    assert done.status == 0, done
    assert opens(at, "new")


def test_a_wrong_or_an_empty_passphrase_changes_nothing(at: Terminal) -> None:
    slots = (at.folder / DESK / "keyslots.json").read_bytes()
    (at.folder / "empty").write_text("\n")
    assert sentence(at.run("passphrase", DESK, "--new-passphrase-file", "new", passphrase_file="new"), 4) == "The passphrase is wrong."
    for further in ((), ("--new-keys",)):
        assert sentence(at.run("passphrase", DESK, "--new-passphrase-file", "empty", *further), 1)
    assert sentence(at.run("passphrase", DESK, "--new-passphrase-file", "nowhere"), 4)
    assert sentence(at.run("passphrase", DESK), 4)  # nobody is there to ask for the new one
    assert (at.folder / DESK / "keyslots.json").read_bytes() == slots
    assert opens(at)


def test_the_keychain_never_stands_for_the_old_passphrase(at: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(at, monkeypatch)
    assert sentence(at.run("passphrase", DESK, "--new-passphrase-file", "new", passphrase_file=None), 4)


# -- the recovery kit ---------------------------------------------------------------------------------------------------------------------
def test_a_kit_is_made_proved_and_used(at: Terminal) -> None:
    assert "everything on it is" in at("recovery", DESK)
    done = at.run("recovery", DESK, "kit.docx")
    assert (done.status, done.out) == (0, "kit.docx\n")
    assert "--drill" in done.err
    assert "never proved" in at("recovery", DESK)
    files = typed(at, "kit.docx")
    before, slots = at.digest(DESK), (at.folder / DESK / "keyslots.json").read_bytes()
    proved = at.run("recover", DESK, *files, "--drill", passphrase_file=None)
    assert proved.status == 0, proved
    assert "Nothing was changed" in proved.out
    assert "last proved on 2" in at("recovery", DESK)
    assert (at.folder / DESK / "keyslots.json").read_bytes() == slots
    assert at.digest(DESK) != before  # the date of the proof
    assert opens(at)
    assert "has a new passphrase" in at.run("recover", DESK, *files, passphrase_file="new").out
    assert opens(at, "new")
    assert not opens(at)
    assert at.run("recover", DESK, *files, "--drill", passphrase_file=None).status == 0  # the kit goes on


def test_any_two_of_three_sheets_open_and_one_does_not(at: Terminal) -> None:
    assert at("recovery", DESK, "kit.docx", "--shares").splitlines() == ["kit.1.docx", "kit.2.docx", "kit.3.docx"]
    assert "any two of its three sheets" in at("recovery", DESK)
    first, second, third = typed(at, "kit.1.docx", "kit.2.docx", "kit.3.docx")
    for pair in ((first, second), (third, first), (second, third)):
        assert at.run("recover", DESK, *pair, "--drill", passphrase_file=None).status == 0
    assert "one sheet of the two" in sentence(at.run("recover", DESK, second, "--drill"), 1)
    both = (at.folder / first).read_text() + "\n" + (at.folder / third).read_text()
    done = at.real("recover", DESK, "-", "--drill", passphrase_file=None, stdin=None, input=both.encode())
    assert done.status == 0, done


def test_a_new_kit_takes_the_place_of_the_old_but_not_in_an_old_copy_of_the_slots(at: Terminal) -> None:
    at("recovery", DESK, "kit.docx")
    slots = at.folder / DESK / "keyslots.json"
    old = slots.read_bytes()
    done = at.run("recovery", DESK, "newer.docx")
    assert "former kit" in done.err
    assert "old copy of the file keyslots.json" in done.err
    [former, newer] = typed(at, "kit.docx", "newer.docx")
    assert "do not open this desk" in sentence(at.run("recover", DESK, former, "--drill"), 4)
    assert at.run("recover", DESK, newer, "--drill").status == 0
    slots.write_bytes(old)
    assert at.run("recover", DESK, former, "--drill").status == 0


def test_new_keys_make_the_kit_void(at: Terminal) -> None:
    at("recovery", DESK, "kit.docx")
    [file] = typed(at, "kit.docx")
    said = at("passphrase", DESK, "--new-passphrase-file", "new", "--new-keys")
    assert "make a new one with jitdesk recovery" in said
    assert "No recovery kit opens this desk" in sentence(at.run("recover", DESK, file, "--drill"), 4)
    assert "No recovery kit opens this desk" in at.run("recovery", DESK, passphrase_file="new").out


def test_a_kit_that_cannot_be_written_leaves_the_former_one(at: Terminal) -> None:
    at("recovery", DESK, "kit.docx")
    [file] = typed(at, "kit.docx")
    (at.folder / "three.2.docx").write_text("in the way")
    assert "three.2.docx" in sentence(at.run("recovery", DESK, "three.docx", "--shares"), 1)
    assert not (at.folder / "three.1.docx").exists()
    assert sentence(at.run("recovery", DESK, "kit.docx"), 1)
    assert sentence(at.run("recovery", DESK, "kit.pdf"), 1)
    assert at.run("recovery", DESK, "--shares").status == 2
    assert at.run("recover", DESK, file, "--drill").status == 0


def test_words_that_cannot_be_read_are_refused_without_being_repeated(at: Terminal) -> None:
    at("recovery", DESK, "kit.docx")
    [file] = typed(at, "kit.docx")
    good = (at.folder / file).read_text()
    for bad in ("", good.rsplit(" ", 1)[0], "zlatorog " + good.split(" ", 1)[1], " ".join(reversed(good.split()))):
        (at.folder / file).write_text(bad)
        said = sentence(at.run("recover", DESK, file, "--drill"), 1)
        assert "zlatorog" not in said
    (at.folder / file).write_bytes(b"\xff\xfe")
    assert sentence(at.run("recover", DESK, file), 1)
    assert sentence(at.run("recover", DESK, "nowhere.txt"), 1)
    assert sentence(at.run("recover", "nowhere", file), 1)
    assert opens(at)


def test_a_sheet_tells_nothing_but_the_code(at: Terminal) -> None:
    at("recovery", DESK, "kit.docx", "--shares")
    keys = at.unlocked(DESK)
    with ZipFile(at.folder / "kit.2.docx") as parts:
        content = b"".join(parts.read(name) for name in parts.namelist()).decode("utf-8", "replace")
    secrets = [keys.vault.hex(), keys.keys.database.hex(), keys.keys.signing.hex(), *keys.keys.identities, PASSPHRASE, "Mara", "Sava River"]
    assert not [secret for secret in secrets if secret in content]
    assert (at.folder / "kit.2.docx").stat().st_mode & 0o777 == 0o600


@pytest.mark.needs("soffice", "pdftoppm", "pdfinfo", "zbarimg")
@pytest.mark.parametrize("shares", [False, True])
def test_a_printed_sheet_is_one_page_whose_square_opens_the_desk(at: Terminal, shares: bool) -> None:
    sheets = at("recovery", DESK, "kit.docx", *(["--shares"] if shares else [])).splitlines()
    read = []
    for sheet in sheets[-2:]:
        profile = f"-env:UserInstallation={(at.folder / 'office').as_uri()}"
        for command in (
            ["soffice", profile, "--headless", "--convert-to", "pdf", sheet],
            ["pdftoppm", "-r", "150", "-png", "-singlefile", sheet.replace(".docx", ".pdf"), sheet],
        ):
            subprocess.run(command, cwd=at.folder, check=True, capture_output=True)
        pages = subprocess.run(["pdfinfo", sheet.replace(".docx", ".pdf")], cwd=at.folder, check=True, capture_output=True, text=True)
        assert re.search(r"^Pages: +1$", pages.stdout, re.MULTILINE), pages.stdout
        scanned = subprocess.run(["zbarimg", "-q", "--raw", f"{sheet}.png"], cwd=at.folder, check=True, capture_output=True, text=True)
        assert scanned.stdout.lower().split() == words(at.folder / sheet).split()
        (at.folder / f"{sheet}.scan").write_text(scanned.stdout)
        read.append(f"{sheet}.scan")
    assert at.run("recover", DESK, *read, "--drill", passphrase_file=None).status == 0


# -- the keychain -------------------------------------------------------------------------------------------------------------------------
class Keychain(Failing):
    """A keychain of the system that also forgets."""

    def delete_password(self, service: str, username: str) -> None:
        self.get_password(service, username)
        del self.kept[service, username]


def remember(at: Terminal, monkeypatch: pytest.MonkeyPatch) -> Keychain:
    """Let a keychain open the desk."""
    backend = Keychain()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    held = desks.hold(at.folder / DESK, at.unlocked(DESK))
    try:
        desks.remember(held, True)
    finally:
        held.close()
    assert at.run("list", DESK, "task", passphrase_file=None).status == 0
    return backend


def test_a_forgotten_desk_is_in_neither_the_slots_nor_the_keychain(at: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = remember(at, monkeypatch)
    assert len(at.run("forget-keychain", DESK, passphrase_file=None).out.splitlines()) == 1
    assert not backend.kept
    assert not desks.remembered(at.folder / DESK)
    assert at.run("list", DESK, "task", passphrase_file=None).status == 4
    assert opens(at)


def test_a_keychain_that_fails_is_said_and_the_desk_is_forgotten_all_the_same(at: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = remember(at, monkeypatch)
    backend.fails = True
    said = at.run("forget-keychain", DESK, passphrase_file=None)
    assert said.status == 0
    assert "may still be in the keychain" in said.out
    backend.fails = False
    assert not desks.remembered(at.folder / DESK)
    assert at.run("list", DESK, "task", passphrase_file=None).status == 4
    at("forget-keychain", DESK)  # again: now the entry goes too
    assert not backend.kept


def test_new_keys_give_the_keychain_a_new_secret_or_say_that_it_took_none(at: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = remember(at, monkeypatch)
    [secret] = backend.kept.values()
    assert "keychain opens it as before" in at("passphrase", DESK, "--new-passphrase-file", "new", "--new-keys")
    assert [secret] != list(backend.kept.values())
    assert at.run("list", DESK, "task", passphrase_file=None).status == 0
    backend.fails = True
    done = at.run("passphrase", DESK, "--new-passphrase-file", "pw", "--new-keys", passphrase_file="new")
    assert "keychain opens it no more" in done.out
    assert not desks.remembered(at.folder / DESK)
    assert opens(at)


def test_a_desk_in_use_keeps_its_slots(at: Terminal) -> None:
    slots = (at.folder / DESK / "keyslots.json").read_bytes()
    held = desks.hold(at.folder / DESK, at.unlocked(DESK))
    try:
        for command in (("forget-keychain", DESK), ("passphrase", DESK, "--new-passphrase-file", "new"), ("recovery", DESK, "kit.docx")):
            assert "in use" in sentence(at.run(*command), 1)
    finally:
        held.close()
    assert (at.folder / DESK / "keyslots.json").read_bytes() == slots
    assert not (at.folder / "kit.docx").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_a_person_is_asked_for_the_old_passphrase_once_and_for_the_new_one_twice(at: Terminal) -> None:
    asked, status = typed_at_prompts(at, [PASSPHRASE, NEW, NEW], "passphrase", DESK)
    assert status == 0, asked
    assert [asked.count(text) for text in ("Passphrase: ", "New passphrase: ", "Repeat for confirmation: ")] == [1, 1, 1]
    assert NEW not in asked
    assert opens(at, "new")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_who_recovers_is_asked_for_a_new_passphrase_once_the_words_are_known_to_be_right(at: Terminal) -> None:
    at("recovery", DESK, "kit.docx")
    [file] = typed(at, "kit.docx")
    asked, status = typed_at_prompts(at, [NEW, NEW], "recover", DESK, file)
    assert status == 0, asked
    assert "New passphrase: " in asked
    assert opens(at, "new")
    (at.folder / file).write_text("academic " * 20)
    asked, status = typed_at_prompts(at, [], "recover", DESK, file)
    assert status == 1
    assert "passphrase" not in asked


def typed_at_prompts(at: Terminal, answers: list[str], *command: str) -> tuple[str, int]:
    """What a command says to a person at a real terminal, who answers each question that ends in a colon."""
    import pty  # not there on Windows

    mine, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "jitdesk", *command], cwd=at.folder, env=at.environment, stdin=its, stdout=its, stderr=its, close_fds=True
    )
    os.close(its)
    said, left = "", list(answers)
    with process, contextlib.suppress(OSError):  # the terminal ends with the process
        while data := os.read(mine, 1024):
            said += data.decode("utf-8", "replace")
            if said.endswith(": ") and left:
                os.write(mine, f"{left.pop(0)}\n".encode())
    os.close(mine)
    return said, process.returncode
