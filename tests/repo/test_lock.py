"""The lock and the project file agree, no address is in the lock, and every package in it has its licence on the page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def normal(name: str) -> str:
    """A distribution's name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, str]:
    """Each package of the lock with its whole entry."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", LOCK)
    return {normal(match[1]): entry for entry in entries if (match := re.match(r"([\w.-]+)==", entry))}


def test_lock_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]
    names = {normal(re.split(r"[<>=!~ ;\[]", requirement)[0]) for requirement in wanted}
    assert len(names) > 15
    assert not names - locked().keys()


def test_every_locked_package_is_pinned_by_hash() -> None:
    assert not [name for name, entry in locked().items() if "--hash=sha256:" not in entry]
    lines = [line for line in LOCK.splitlines() if line[:1].isalnum()]
    assert len(lines) == len(locked()), "an entry that is not NAME==VERSION"


def test_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert " @ " not in LOCK


def test_every_locked_package_has_its_licence_on_the_page() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("|") and not line.startswith(("|---", "| package"))]
    listed = {normal(name.strip()): row[1].strip() for row in rows for name in row[0].split(",")}
    assert not locked().keys() - listed.keys(), "in the lock, not on the page"
    assert not listed.keys() - locked().keys(), "on the page, not in the lock"
    assert all(listed.values())
