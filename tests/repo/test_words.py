"""The catalogue and the code fit: no key without a text, no text without a use, no placeholder without an argument."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from jitdesk.system import resources

ROOT = Path(__file__).parents[2]
KERNEL = {"jitdesk.kernel.errors", "jitdesk.kernel.words"}
SPEAKERS = {"Refused", "Damaged", "NotUnlocked", "Cancelled", "Message", "say"}
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)+")


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    """Every file of the program, parsed once for all tests."""
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted((ROOT / "jitdesk").rglob("*.py")))


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Each sentence spoken with a literal key: where, the key, and the names of its arguments (None where they are computed)."""
    for path, tree in trees():
        # only what comes from kernel speaks from the catalogue: a letter has words of its own, and a `say` for them
        imported = {alias.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module in KERNEL for alias in n.names}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in SPEAKERS & imported:
                continue
            key = node.args[0] if node.args else None
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", key.value, arguments(node, node.func.id)


def arguments(node: ast.Call, name: str) -> set[str] | None:
    """The names of the arguments of one call, or None where they cannot be read off."""
    if name != "Message":
        return {k.arg for k in node.keywords if k.arg} if all(k.arg for k in node.keywords) else None
    given = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "arguments"), None)
    if given is None:
        return set()
    if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
        return {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
    return None


def placeholders(text: str | dict[str, str]) -> set[str]:
    """The names in braces of a text; of a plural, of both its forms."""
    forms = text.values() if isinstance(text, dict) else [text]
    return {re.split(r"[.\[]", name)[0] for form in forms for _, name, _, _ in string.Formatter().parse(form) if name is not None}


def test_every_key_spoken_is_in_the_catalogue() -> None:
    catalogue = resources.words()
    found = list(calls())
    assert found, "no sentence found at all: this test has gone blind"
    unknown = [f"{where}: {key}" for where, key, _ in found if key not in catalogue]
    assert not unknown, "\n".join(unknown)


def test_every_placeholder_gets_its_argument() -> None:
    catalogue = resources.words()
    lacking = [
        f"{where}: {key} wants {', '.join(sorted(wanted))}"
        for where, key, given in calls()
        if key in catalogue and given is not None and (wanted := placeholders(catalogue[key]) - given)
    ]
    assert not lacking, "\n".join(lacking)


def test_every_text_of_the_catalogue_is_used() -> None:
    exact, begun = named_in_code()
    for folder in ("treaties", "demo"):
        for path in (ROOT / "resources" / folder).rglob("*.toml"):
            exact.update(match[0] for match in KEY.finditer(path.read_text(encoding="utf-8")))
    unused = [key for key in resources.words() if key not in exact and not key.startswith(tuple(begun))]
    assert not unused, "\n".join(unused)


def named_in_code() -> tuple[set[str], set[str]]:
    """The keys that stand in the code as a literal, and the fixed beginnings of those put together ("state.", f"field.{kind}.{name}")."""
    exact: set[str] = set()
    begun: set[str] = set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                text = str(node.values[0].value)
                begun.update([text] if "." in text and KEY.fullmatch(text + "x") else [])
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                exact.add(node.value)
                begun.update([node.value] if node.value.endswith(".") and KEY.fullmatch(node.value + "x") else [])
    return exact, begun


@pytest.mark.parametrize("language", resources.languages())
def test_texts_can_be_put_into_words(language: str) -> None:
    for key, text in resources.words(language).items():
        assert KEY.fullmatch(key), f"{key} is not a key of the catalogue"
        assert all(name.isidentifier() for name in placeholders(text)), f"{key} has a placeholder without a name"
        forms = text.values() if isinstance(text, dict) else [text]
        assert all(form.strip() == form and form for form in forms), f"{key} is empty or has blanks around it"
