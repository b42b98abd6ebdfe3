"""A fictional case on the lead's desk of JIT Sava River: what the screens of tasks and witnesses show in tests and pictures."""

from __future__ import annotations

from datetime import date
from typing import Any

from jitdesk.services import editing
from jitdesk.services.desk import Desk

TODAY = date(2026, 11, 19)
MARA, OLENA, IBRAHIM = "Mara Kos", "Olena Hrytsenko", "Ibrahim Demir"

_WITNESSES: tuple[tuple[Any, ...], ...] = (
    ("W-0365", "witness", "NLD", ["ar", "en"], "none"),
    ("W-0371", "victim", "LTU", ["lt", "ru"], "in_force"),
    ("W-0377", "witness", "LTU", ["ru"], "none"),
    ("W-0384", "expert", "SEN", ["fr", "en"], "none"),
    ("W-0389", "insider", "UKR", ["ru"], "in_force"),
    ("W-0398", "victim", "UKR", ["uk"], "requested"),
    ("W-0403", "witness", "NLD", ["ku", "ar"], "none"),
    ("W-0412", "victim", "UKR", ["uk", "ru"], "in_force"),
    ("W-0415", "witness", "SEN", ["wo", "fr"], "requested"),
    ("W-0418", "victim", "SEN", ["ff", "fr"], "in_force"),
    ("W-0421", "victim", "UKR", ["uk"], "requested"),
)
_CONSENTS = {
    "W-0365": [("hearing", "given")],
    "W-0371": [("hearing", "given"), ("sharing", "given")],
    "W-0377": [("hearing", "given")],
    "W-0384": [("hearing", "given")],
    "W-0389": [("hearing", "given"), ("sharing", "refused")],
    "W-0403": [("interview", "given")],
    "W-0412": [("hearing", "given"), ("sharing", "refused")],
    "W-0415": [("contact", "given")],
    "W-0418": [("hearing", "given"), ("hearing", "withdrawn")],
}
_ACCOUNTS = {
    "W-0365": [("2026-06-18", "War Crimes Unit", "statement")],
    "W-0371": [("2026-07-02", "Prosecutor General", "video")],
    "W-0389": [("2026-05-11", "Prosecutor General", "statement")],
    "W-0398": [("2024", "An NGO", "notes")],
    "W-0412": [("2025-03-12", "NL police", "statement"), ("2024", "NGO first account", "notes")],
    "W-0418": [("2026-08-03", "Gendarmerie", "minutes")],
}
_TASKS: tuple[tuple[Any, ...], ...] = (
    ("Send the summons text to Kyiv", "2026-11-16", OLENA, "in_progress", "W-0412"),
    ("Ask the NGO for its first-account notes", "2026-11-17", IBRAHIM, "waiting", "W-0398"),
    ("Annex the texts of law to the request", "2026-11-19", MARA, "in_progress", "JIT-SR/2026/014"),
    ("Check consent to share with Senegal", "2026-11-19", MARA, "open", "W-0412"),
    ("تأكيد المترجم لجلسة 30 نوفمبر", "2026-11-20", OLENA, "open", "JIT-SR/2026/014"),
    ("Review translated statement, 14 pages", "2026-11-20", IBRAHIM, "in_progress", "W-0377"),
    ("Carry the bundle to the Dakar desk", "2026-11-21", MARA, "open", ""),
    ("Test call with court technicians, Kyiv", "2026-11-27", OLENA, "open", "JIT-SR/2026/014"),
    ("Draft the protective-measures order", "2026-11-27", OLENA, "waiting", "W-0421"),
    ("Confirm who attends in The Hague", "2026-12", MARA, "open", ""),
    ("Archive the old exhibit list", "", IBRAHIM, "open", ""),
    ("Send the draft to Vilnius", "2026-11-13", MARA, "done", ""),
)
_WHY = (
    "Article 25(2)(d): the request states the national law and comes with the texts. "
    "Annex the sections in Dutch and English, and the penalty range."
)
_TALK = ("We used the same annex in 2026/010. I attached the English translation there.", "Київ просить також український переклад.")
NEEDS = "Interpreter: a woman, not from the home district. Support person named by the Ukraine desk."


def fill(desk: Desk) -> dict[str, str]:
    """Fill a desk; returns the ids of witnesses by code and of tasks by title."""
    witnesses = [
        {"code": code, "role": role, "custodian_state": state, "languages": spoken, "protection": protection, "needs": NEEDS}
        for code, role, state, spoken, protection in _WITNESSES
    ]
    made = editing.add(desk, "witness", witnesses).ids
    ids = {entry["code"]: id for entry, id in zip(witnesses, made, strict=True)}
    consents = [
        {"witness": ids[code], "purpose": purpose, "recipient": "The team", "decision": decision, "date": f"2026-0{number + 3}-04"}
        for code, rows in _CONSENTS.items()
        for number, (purpose, decision) in enumerate(rows)
    ]
    editing.add(desk, "consent", consents)
    accounts = [
        {"witness": ids[code], "date": day, "authority": authority, "form": form, "taken_by": OLENA, "state": "UKR", "text": "The account."}
        for code, rows in _ACCOUNTS.items()
        for day, authority, form in rows
    ]
    editing.add(desk, "account", accounts)
    editing.add(desk, "request", [{"reference": "JIT-SR/2026/014", "witness": ids["W-0412"], "subject": "Hearing of W-0412"}])
    tasks = [
        {"title": title, "due": due, "assignees": [who], "status": status, "links": [link] if link else []}
        for title, due, who, status, link in _TASKS
    ]
    tasks[2]["description"] = _WHY
    made = editing.add(desk, "task", tasks).ids
    ids |= {str(entry["title"]): id for entry, id in zip(tasks, made, strict=True)}
    annex = ids["Annex the texts of law to the request"]
    for text in _TALK:
        editing.add(desk, "note", [{"about": annex, "text": text}])
    return ids


def bare(reference: str) -> str:
    """The id in what a screen means a record by, which also names its place."""
    return reference.partition("@")[0]
