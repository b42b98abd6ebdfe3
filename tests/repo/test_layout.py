"""The shape of the house: small files, a changelog that reads, nothing of anybody's machine."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE = {".git", ".venv", ".hypothesis", "__pycache__", "build", "demo", "dist"} | {
    f".{tool}_cache" for tool in ("import_linter", "mypy", "pytest", "ruff")
}
TEXTS = {".md", ".py", ".toml", ".lock", ".qss", ".svg", ".sh", ".spec", ".iss", ".txt", ""}


def project_files() -> list[Path]:
    """Every text file of the project, what tools make left out, and the encrypted attachments of the museum's desks."""
    found = [path for path in ROOT.rglob("*") if not MADE.intersection(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file() and path.suffix in TEXTS and path.parent.parent.suffix != ".jitdesk")


def test_no_module_reaches_400_lines() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in (ROOT / "jitdesk").rglob("*.py")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) >= 400
    }
    assert not long


def test_changelog_lists_versions_newest_first() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings, "no version at all"
    released = headings[1:] if headings[0] == "Unreleased" else headings
    parsed = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)", heading) for heading in released]
    assert all(parsed), f"not 'Unreleased' or 'X.Y.Z - YYYY-MM-DD': {released}"
    versions = [(int(m[1]), int(m[2]), int(m[3])) for m in parsed if m]
    dates = [date.fromisoformat(m[4]) for m in parsed if m]
    assert versions == sorted(set(versions), reverse=True)
    assert dates == sorted(dates, reverse=True)


# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of somebody's machine": re.compile(r"(?<![\w./])/(?:roo" + r"t|hom" + r"e|wor" + r"k|Use" + r"rs|op" + r"t)/\w"),
    "an address of a package index": re.compile("pypi" + r"\.org|python" + r"hosted|npm" + r"js\.|/simp" + r"le\b"),
    "an option that names a package index": re.compile(r"--(?:extra-)?index" + r"-url|--find" + r"-links"),
    "a place that only a machine has": re.compile("file:" + r"//(?!\{)"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_of_a_machine_is_in_the_project(what: str) -> None:
    found = []
    for path in project_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if FORBIDDEN[what].search(line.replace("--no-emit-index-url", "")):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert not found, f"{what}:\n" + "\n".join(found)
