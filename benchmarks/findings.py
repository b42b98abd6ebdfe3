"""All findings of one request, elements and case, with everything around it that they read."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from statistics import median
from time import process_time
from typing import Any

from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.domain.records import Record
from jitdesk.drafting import checks
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.case import Case
from jitdesk.system import resources

MOST = 0.010  # seconds
_TODAY = date(2026, 11, 25)
_AROUND = 20  # annexes, accounts, rows of consent, other requests


def figure() -> Figure:
    """Hundred requests of which nothing was read before, in processor time: nothing is waited for, and what else runs here is not ours."""
    bootstrap.start("worker")
    cases = [crowded(number) for number in range(100)]
    taken = [_processor_time(made) for made in cases]
    size = sum(len(str(value)) for value in cases[0].request.values.values())
    ours = median(taken)
    return Figure(f"{ours * 1000:.1f} ms, {size / 1000:,.0f} kB of text and {len(checks.findings(cases[0]))} findings", ours < MOST)


def _processor_time(made: Case) -> float:
    start = process_time()
    checks.findings(made)
    return process_time() - start


def crowded(number: int = 0) -> Case:
    """The sample request with much around it: identities, annexes, accounts, consent, other requests, replies."""
    person, request, basis = _sample()
    files = [
        _record("file", n, name=f"exhibit {n}.pdf", sha256=f"{n:064x}", origin="UKR", conditions=["third_state"]) for n in range(_AROUND)
    ]
    annexes = [{"number": str(n), "title": f"Exhibit {n}", "file": file.id, "sha256": f"{n:064x}"} for n, file in enumerate(files)]
    values = {
        **request.values,
        "annex_list": annexes,
        "earlier_accounts": [_id("account", n) for n in range(_AROUND)],
        "version": number + 1,
    }
    others = [_record("request", n, **{**request.values, "requested_state": "URY", "reference": f"R-{n}"}) for n in range(3)]
    return Case(
        Record(request.id, "request", "", values),
        person,
        basis,
        _TODAY,
        frozenset(f"W-{n:04}" for n in range(5)),
        code="P-7K4M9Q",
        profile=_record("state_profile", state="ARG", as_of="2026-01-01", usual_weeks=30, hearing_law={"recording": "no"}),
        identities=[_identity(n) for n in range(2)],
        consents=[
            _record("consent", n, purpose="hearing", decision="given", date=_day(n), recipient="courts of Chile") for n in range(_AROUND)
        ],
        accounts=[_record("account", n, date=_day(n), authority=f"Authority {n}") for n in range(_AROUND)],
        files=files,
        state_consents=[_record("state_consent", n, about=file.id, state="UKR", decision="refused") for n, file in enumerate(files)],
        replies=[_record("reply", n, kind="more_asked", date=_day(n)) for n in range(5)],
        others=others,
        zone_rules="2026a",
    )


@cache
def _sample() -> tuple[Record, Record, Basis]:
    data = tomllib.loads(resources.read_text("demo/request.toml"))
    person = Record(_id("witness", 0), "witness", "", data["witness"])
    request = Record(_id("request", 99), "request", "", {**data["request"], "witness": person.id})
    return person, request, Basis.build(tomllib.loads(resources.read_text("treaties/lhc.toml")))


def _identity(number: int) -> Record:
    return _record(
        "identity",
        number,
        name="Olena Petrivna Sofronijevic",
        other_names=["Kestrel", "Лена Мельниченко"],
        names=[{"text": "Олена Петрівна Софронієвич"}, {"text": "أولينا سوفرونيفيتش"}],
        birthplace="Stara Vynnytsia",
        address="Linden Lane 14, 1000 Ljubljana, Slovenia",
        contact="+386 40 555 0142, zlatorog@example.test",
        documents=[{"kind": "passport", "number": "PB 774-1123"}],
        next_of_kin="Mother: Darina Sofronijevic, +421 905 555 123",
    )


def _record(kind: str, number: int = 0, /, **values: Any) -> Record:
    return Record(_id(kind, number), kind, "", values)


def _id(kind: str, number: int) -> str:
    return f"{sum(map(ord, kind)):016x}{number:016x}"


def _day(number: int) -> str:
    return (_TODAY - timedelta(days=number)).isoformat()
