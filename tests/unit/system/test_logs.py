"""The log and the reports tell where something happened, and never what was in it."""

from __future__ import annotations

import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName
from jitdesk.system import logs

SECRET = "Mirela Testović"
ID = "0123456789abcdef" * 2
log = logging.getLogger("jitdesk.services.trial")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("JITDESK_HOME", str(tmp_path))
    logs.start("trial")
    yield tmp_path / "logs"
    top = logging.getLogger("jitdesk")
    for handler in top.handlers[:]:
        top.removeHandler(handler)
        handler.close()
    top.propagate = True


def written(folder: Path) -> str:
    return (folder / "trial.log").read_text(encoding="utf-8")


def failure(error: BaseException) -> BaseException:
    name = SECRET
    try:
        try:
            raise KeyError(name)
        except KeyError:
            raise error  # noqa: B904
    except BaseException as caught:
        return caught


def test_ids_and_numbers_are_told_and_values_are_not(folder: Path) -> None:
    log.info("record %s of %d rows, change %s", ID, 7, ChangeName(ID, 3, "0" * 16))
    log.info("witness %s in %r", SECRET, {"name": SECRET})
    log.info("%(who)s", {"who": SECRET})
    log.warning("refused: %s, %s", Refused("team.no_such", name=SECRET), ValueError(SECRET))
    text = written(folder)
    assert SECRET not in text
    assert f"record {ID} of 7 rows, change {ID}.3." in text
    assert "witness <str> in '<dict>'" in text
    assert "jitdesk.kernel.errors.Refused team.no_such, builtins.ValueError" in text


def test_a_message_and_arguments_that_do_not_fit_give_the_message() -> None:
    record = logging.LogRecord("jitdesk", logging.INFO, __file__, 1, "a number %d", (SECRET,), None)
    assert logs._Redacted().format(record).endswith("INFO jitdesk: a number %d")


def test_an_exception_is_outlined_without_its_text(folder: Path) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("import failed")
    assert SECRET not in written(folder)
    assert "builtins.ValueError\n  tests/unit/system/test_logs.py:" in written(folder)


def test_log_files_are_private_few_and_small(folder: Path) -> None:
    for number in range(9000):
        log.info(f"%d {'x' * 300}", number)  # noqa: G004
    kept = sorted(folder.glob("trial.log*"))
    assert [file.name for file in kept] == ["trial.log", "trial.log.1", "trial.log.2", "trial.log.3"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 and file.stat().st_size <= 512 * 1024 for file in kept)
    assert " 8999 " in written(folder)


def test_a_log_that_cannot_be_written_disturbs_nobody(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "trial.log").mkdir()
    log.info("witness %s", SECRET)
    assert capfd.readouterr() == ("", "")


def test_other_programs_loggers_stay_out(folder: Path) -> None:
    logging.getLogger("secretstorage").error(SECRET)
    log.info("here")
    assert SECRET not in written(folder)


def test_a_report_says_where_and_not_what(folder: Path) -> None:
    code = logs.report(failure(OSError(28, SECRET, "/home/" + SECRET)))
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    file = folder / "reports" / f"{code}.txt"
    text = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRET not in text
    assert "builtins.OSError errno 28" in text
    assert "builtins.KeyError" in text
    assert re.search(r"^  tests/unit/system/test_logs\.py:\d+ failure$", text, re.MULTILINE)
    assert str(Path(__file__).parents[3]) not in text
    assert f"report {code}" in written(folder)


def test_of_our_own_errors_the_key_is_told_and_no_argument(folder: Path) -> None:
    text = (folder / "reports" / f"{logs.report(failure(Refused('team.no_such', name=SECRET)))}.txt").read_text()
    assert "jitdesk.kernel.errors.Refused team.no_such\n" in text
    assert SECRET not in text


def test_groups_and_endless_recursion_stay_readable(folder: Path) -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as endless:
        deeper()
    code = logs.report(ExceptionGroup(SECRET, [ValueError(SECRET), endless.value]))
    text = (folder / "reports" / f"{code}.txt").read_text()
    assert SECRET not in text
    assert "  | builtins.ValueError" in text
    assert len(text.splitlines()) < 60
    assert re.search(r"\.\.\. \d+ more", text)


def test_old_reports_go(folder: Path) -> None:
    (folder / "reports").mkdir()
    for number in range(60):
        old = folder / "reports" / f"{number}.txt"
        old.write_text("")
        os.utime(old, (number, number))
    code = logs.report(ValueError())
    left = {file.name for file in (folder / "reports").iterdir()}
    assert len(left) == 50
    assert f"{code}.txt" in left
    assert "10.txt" not in left
    assert "11.txt" in left


def test_a_report_that_cannot_be_written_still_has_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plain").write_text("")
    monkeypatch.setenv("JITDESK_HOME", str(tmp_path / "plain"))
    assert len(logs.report(ValueError(SECRET))) == 9


def test_files_of_others_are_named_without_the_folders_of_this_machine() -> None:
    code = (
        "import json\nfrom jitdesk.system.logs import outline\ntry: json.loads('{')\nexcept ValueError as e: print(*outline(e), sep='\\n')"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "  <string>:3 <module>\n  json/__init__.py:" in out
    assert "  json/decoder.py:" in out
