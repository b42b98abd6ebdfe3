"""What fields and their values are called on screen, and how a state looks as a chip; the words stand in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLocale

from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.states import STATES
from jitdesk.kernel.words import known, say
from jitdesk.ui.paint import ChipFace

KIND_ICONS = {
    "task": "square-check",
    "witness": "user",
    "identity": "lock",
    "account": "mic",
    "consent": "shield-check",
    "request": "file-text",
    "note": "sticky-note",
    "file": "paperclip",
    "agreement": "link",
    "proceeding": "scale",
    "authority": "landmark",
    "protective_measure": "shield",
}
_FACES = {
    "task.status": {"open": ("neutral", ""), "in_progress": ("info", ""), "waiting": ("warn", "hourglass"), "done": ("ok", "check")},
    "task.priority": {"low": ("neutral", ""), "normal": ("neutral", ""), "high": ("warn", "")},
    "witness.protection": {"requested": ("warn", "hourglass"), "in_force": ("seal", "shield"), "ended": ("neutral", "")},
    "witness.risk": {"not_assessed": ("neutral", ""), "low": ("neutral", ""), "medium": ("warn", ""), "high": ("danger", "")},
    "request.status": {
        **dict.fromkeys(("draft", "withdrawn", "closed"), ("neutral", "")),
        **dict.fromkeys(("in_review", "final", "signed", "handed_over", "sent", "scheduled"), ("info", "")),
        **dict.fromkeys(("acknowledged", "accepted", "executed"), ("ok", "check")),
        **dict.fromkeys(("more_asked", "postponed", "part_executed"), ("warn", "clock")),
        "refused": ("danger", "ban"),
    },
    "consent.decision": {"given": ("ok", "check"), "refused": ("danger", "ban"), "withdrawn": ("danger", "x")},
    "protective_measure.status": {
        "asked": ("warn", "hourglass"),
        "in_force": ("seal", "shield"),
        "refused": ("danger", "ban"),
        **dict.fromkeys(("ended", "superseded"), ("neutral", "")),
    },
    "state_consent.decision": {"given": ("ok", "check"), "refused": ("danger", "ban"), "withdrawn": ("danger", "x")},
}
_BASES = ("basis", "basis_alternatives")  # fields of a request that hold codes of legal bases
_CONSENT = {
    "given": ("ok", "check"),
    "in_part": ("warn", "circle-dashed"),
    "refused": ("danger", "ban"),
    "withdrawn": ("danger", "x"),
    "not_asked": ("neutral", "minus"),
}


def label(kind: Kind, field: Field) -> str:
    """What a field is called."""
    return say(f"field.{kind.name}.{field.name}")


def choice(kind: Kind, field: Field, value: str) -> str:
    """What a value of a field with choices is called; conditions of a State are called the same everywhere."""
    own = f"choice.{kind.name}.{field.name}.{value}"
    return say(own) if known(own) else say(f"choice.conditions.{value}")


def basis(code: str) -> str:
    """What a legal basis is called; its code where it is one of the team's own."""
    return say(f"basis.{code}") if known(f"basis.{code}") else code


def column(field: Field, group: Field) -> str:
    """What a column of a group is called, which may be different in each group."""
    own = f"column_of.{group.name}.{field.name}"
    return say(own) if known(own) else say(f"column.{field.name}")


def column_choice(field: Field, value: str) -> str:
    """What a value of a column with choices is called."""
    return say(f"column_choice.{field.name}.{value}")


def choice_of(kind: Kind, field: Field, value: str) -> str:
    """What a value of a field or of a column with choices is called."""
    return choice(kind, field, value) if kind.field(field.name) is field else column_choice(field, value)


def face(kind: Kind, field: Field, value: str) -> ChipFace | None:
    """How a value looks as a chip; None for fields that are not states."""
    look = _FACES.get(f"{kind.name}.{field.name}", {}).get(value)
    return ChipFace(choice(kind, field, value), *look) if look else None


def consent(summary: str) -> ChipFace:
    """Consent in one word, as a chip."""
    return ChipFace(say(f"ui.consent.{summary}"), *_CONSENT[summary])


def state(code: str) -> str:
    """The name of a State, or its code where that is not known."""
    return say(f"state.{code}") if code in STATES else code


def states() -> list[tuple[str, str]]:
    """Every State by name, with its code."""
    return sorted((say(f"state.{code}"), code) for code in STATES)


def language(tag: str) -> str:
    """The name of a language from its BCP 47 tag: "Ukrainian"; the tag itself where the system does not know it."""
    code = tag.split("-")[0]
    if known(f"language.{code}"):
        return say(f"language.{code}")
    found = QLocale.codeToLanguage(code)
    return tag if found == QLocale.Language.AnyLanguage else QLocale.languageToString(found)


def languages() -> list[tuple[str, str]]:
    """The languages that the system knows by name, with their tags."""
    skipped = (QLocale.Language.AnyLanguage, QLocale.Language.C)
    named = ((QLocale.languageToString(found), QLocale.languageToCode(found)) for found in QLocale.Language if found not in skipped)
    return sorted({(name, tag) for name, tag in named if name and 2 <= len(tag) <= 3})


def spoken(kind: Kind, field: Field, value: object) -> str:
    """A value as one line of words: for history and lists."""
    if value is None or value == []:
        return say("ui.value.none")
    if isinstance(value, bool):
        return say("ui.value.yes" if value else "ui.value.no")
    if isinstance(value, list):
        return (" / " if field.columns else ", ").join(spoken(kind, field, entry) for entry in value)
    if isinstance(value, dict) and field.columns:
        said = [(of, value[name]) for name, of in field.by_column.items() if name in value]
        return "; ".join(f"{column(of, field)}: {spoken(kind, of, entry)}" for of, entry in said)
    text = str(value)
    if kind.name == "request" and field.name in _BASES:
        return basis(text)
    if field.type is Type.LINK:
        return say("ui.value.linked")
    if field.type is Type.ONE:
        return choice_of(kind, field, text) if text in field.choices else text
    if field.type in (Type.STATE, Type.STATES):
        return state(text)
    if field.type in (Type.LANGUAGE, Type.LANGUAGES):
        return language(text)
    return text


def joined(words: Iterable[str]) -> str:
    """Several words in one line."""
    return ", ".join(word for word in words if word)
