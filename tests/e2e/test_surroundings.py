"""What the machine may do to a command: another process, a full or read-only disk, a pipe that closes, bytes that are no text, Ctrl+C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jitdesk import bootstrap
from jitdesk.kernel.errors import Refused
from jitdesk.services import work
from jitdesk.storage import digest
from tests.e2e.conftest import LEAD, MEMBER
from tests.e2e.terminal import PASSPHRASE, UNEXPECTED, Done, Terminal, sentence

HOLD = """
import sys
from pathlib import Path
from jitdesk.services import desk
held = desk.hold(Path(sys.argv[1]), desk.unlock(Path(sys.argv[1]), sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(team: Terminal) -> Iterator[subprocess.Popen[str]]:
    """Another process that works on the lead's desk."""
    command = [sys.executable, "-c", HOLD, LEAD, PASSPHRASE]
    with subprocess.Popen(
        command, cwd=team.folder, env=team.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_one_process_at_a_time_and_the_lock_dies_with_its_owner(team: Terminal, holder: subprocess.Popen[str]) -> None:
    for command in (["list", LEAD, "task"], ["add", LEAD, "task", "title=x"], ["verify", LEAD]):
        assert "in use" in team.refused(1, *command)
    assert team("list", MEMBER, "task")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert team("add", LEAD, "task", "title=x")


def test_ctrl_c_is_a_sentence_and_changes_nothing(team: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    before = team.digest(LEAD)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("jitdesk.services.editing.projector.apply", interrupted)
        done = team.run("add", LEAD, "task", "title=x")
    assert (done.status, done.err.strip()) == (1, "Cancelled: nothing was changed.")
    assert team.digest(LEAD) == before


@pytest.mark.needs("strace")
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_ctrl_c_while_the_program_loads_is_no_traceback(team: Terminal, share: float) -> None:
    """Pressed at one of the files that the program opens before it holds the desk."""

    def run(*options: str) -> Done:
        quiet = team.environment | {"PYTHONDONTWRITEBYTECODE": "1"}  # every run opens the same files
        # By default Ctrl+C ends a program; who starts the tests in the background has them ignore it.
        return team.real(
            "list",
            LEAD,
            "task",
            before=("env", "--default-signal=INT", "strace", "-qq", "-o", "trace", "-e", "trace=openat", *options),
            env=quiet,
        )

    assert run().status == 0
    opened = (team.folder / "trace").read_text(errors="replace").splitlines()
    begun = next(i for i, line in enumerate(opened) if "jitdesk/" in line and "__main__" in line)
    held = next(i for i, line in enumerate(opened) if f"{LEAD}/lock" in line)
    done = run("-e", f"inject=openat:signal=INT:when={round(begun + share * (held - begun)) + 1}")
    assert (done.status, done.out) == (1, "")
    assert "Traceback" not in done.err


def test_ctrl_c_at_the_prompt_leaves_the_desk_locked(team: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    done = team.run("list", LEAD, "task", passphrase_file=None)
    assert done.status == 4
    assert "stays locked" in done.err


def test_a_reader_that_has_seen_enough_is_no_error(team: Terminal) -> None:
    command = [sys.executable, "-m", "jitdesk", "--passphrase-file", "pw", "list", LEAD, "task"]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, cwd=team.folder, env=team.environment, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where there is /dev/full")
def test_output_that_cannot_be_written_is_a_sentence(team: Terminal) -> None:
    with open("/dev/full", "wb") as full:
        assert "refused" in sentence(team.real("list", LEAD, "task", stdout=full), 1)
        assert "refused" in sentence(team.real("--help", passphrase_file=None, stdout=full), 1)


def test_closed_streams_and_odd_bytes_end_in_a_status_and_no_traceback(team: Terminal) -> None:
    program = f"exec {sys.executable} -m jitdesk --passphrase-file pw"
    for script, status in (
        (f"{program} list {LEAD} task >&-", 0),
        (f"{program} list {LEAD} task <&-", 0),
        (f"{program} list {LEAD} nothing 2>&-", 1),
        (f"{program} show {LEAD} $'\\xff\\xfe'", 1),
        (f"{program} attach {LEAD} W-0412 $'no\\xff.pdf'", 1),
        (f"{program} list $'\\xff' task", 1),
        (f"{program} $'\\xff'", 2),
        (f"LC_ALL=C PYTHONIOENCODING=ascii {program} show {LEAD} W-0412", 0),
    ):
        done = subprocess.run(["bash", "-c", script], cwd=team.folder, env=team.environment, capture_output=True, check=False)
        assert done.returncode == status, (script, done)
        assert b"Traceback" not in done.stderr
        assert UNEXPECTED.encode() not in done.stderr


def test_a_file_with_a_name_that_is_no_text_is_attached_or_refused_and_never_half(team: Terminal) -> None:
    odd = os.fsencode(team.folder) + b"/odd\xff.pdf"
    with open(odd, "wb") as file:
        file.write(b"content")
    before = team.digest(LEAD)
    done = team.run("attach", LEAD, "W-0412", os.fsdecode(odd))
    if done.status:
        assert sentence(done, 1)
        assert team.digest(LEAD) == before
    assert team("verify", LEAD)


def test_the_child_of_the_window_says_what_the_system_refused(team: Terminal) -> None:
    arguments = {"desk": team.folder / LEAD, "keys": work.opened(team.unlocked(LEAD)), "record": "W-0412", "path": "x" * 300}
    with pytest.raises(Refused) as refused:
        bootstrap.Child("attach", arguments).run(lambda done, total: None)
    assert refused.value.key == "files.failed"
    assert "File name too long" in str(refused.value)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)], capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def on_disk(team: Terminal, disk: Path) -> Terminal:
    """Olena's desk on the small disk; beside it a bundle and a file that are larger than what is free there."""
    (team.folder / "large.bin").write_bytes(os.urandom(8_000_000))
    (team.folder / "records.jsonl").write_text(
        "".join(f'{{"title":"Task {i}","description":"{os.urandom(2000).hex()}"}}\n' for i in range(900))
    )
    team("add", LEAD, "task", "--from", "records.jsonl")
    team("export", LEAD, "new.jitbundle", "--to", "Olena Hrytsenko")
    shutil.copytree(team.folder / MEMBER, disk / MEMBER)
    return team


def told(done: Done, *words: str) -> None:
    """Status 1 and one sentence that names the disk's fault, not one of the desk or of the program."""
    said = sentence(done, 1)
    assert any(word in said for word in words), said


def test_a_full_disk_is_refused_and_leaves_the_desk_whole(team: Terminal, mounted: Path) -> None:
    at = on_disk(team, mounted)
    desk = str(mounted / MEMBER)
    before = at.digest(desk)
    told(at.run("import", desk, "new.jitbundle"), "full")
    told(at.run("add", desk, "task", "--from", "records.jsonl"), "full")
    told(at.run("attach", desk, "W-0412", "large.bin"), "not enough room")
    assert at.digest(desk) == before
    (mounted / "filler").write_bytes(bytes(shutil.disk_usage(mounted).free - 4096))
    told(at.run("list", desk, "task"), "full")  # the desk is not called damaged
    told(at.run("export", LEAD, str(mounted / "out.jitbundle")), "full")
    told(at.run("dump", LEAD, str(mounted / "everything")), "full")
    told(at.run("letter", LEAD, "JIT-SR/2027/014", str(mounted / "letter.docx")), "full")
    assert {path.name for path in mounted.iterdir()} == {MEMBER, "filler"}  # no half of a bundle or letter, nothing readable of a dump
    (mounted / "filler").unlink()
    assert at("verify", desk)
    assert at("add", desk, "task", "title=Room again")


def test_a_read_only_disk_is_refused_in_a_sentence(team: Terminal, mounted: Path) -> None:
    at = on_disk(team, mounted)
    shutil.copy(team.folder / "new.jitbundle", mounted)
    desk = str(mounted / MEMBER)
    subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
    for command in (["list", desk, "task"], ["add", desk, "task", "title=x"]):
        told(at.run(*command), "cannot be locked")
    for command in (["export", LEAD, str(mounted / "out.jitbundle")], ["card", LEAD, str(mounted / "lead.jitcard")]):
        told(at.run(*command), "only be read")
    assert at("preview", MEMBER, str(mounted / "new.jitbundle"))


def test_new_keys_and_an_erasure_want_room_and_leave_the_desk_whole(team: Terminal, mounted: Path) -> None:
    shutil.copytree(team.folder / LEAD, mounted / LEAD)
    (team.folder / "new").write_text("another passphrase\n", encoding="utf-8")
    desk = str(mounted / LEAD)
    before = team.digest(desk, of=digest.projection)
    (mounted / "filler").write_bytes(bytes(shutil.disk_usage(mounted).free - 60_000))
    told(team.run("passphrase", desk, "--new-passphrase-file", "new", "--new-keys"), "full", "room")
    told(team.run("erase", desk, "W-0412", "--reason", "Ordered by the court"), "full", "room")
    (mounted / "filler").unlink()
    assert team("verify", desk)
    assert team.digest(desk, of=digest.projection) == before
    assert team("erase", desk, "W-0412", "--reason", "Ordered by the court")
    assert team("verify", desk)
