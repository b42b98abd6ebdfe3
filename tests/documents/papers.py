"""Every paper from the fictional request, in any language, with an identity whose values can be looked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from jitdesk.domain.records import Record
from jitdesk.drafting.case import Case
from jitdesk.drafting.papers.paper import Paper
from jitdesk.drafting.papers.sheet import Sheet
from jitdesk.drafting.papers.writing import WRITERS, paper
from jitdesk.drafting.wording import Wording
from jitdesk.system import resources
from tests.documents.sample import ENGLISH, LHC, TODAY, request, witness

LANGUAGES = ("en", "fr", "es")
NAMES = tuple(WRITERS)
# Every value of an identity, and of where the person is, that no paper may hold but the sealed annex.
PLANTED = {
    "name": "Zvezdana Skrivnik",
    "birthplace": "Kamnolom",
    "address": "Obrežna 4, Nekje",
    "contact": "+99 555 0100",
    "next_of_kin": "Brata Skrivnik",
    "guardian": "Varuh Skrivnik",
}
WHEREABOUTS, CUSTODY_PLACE, STATION = "Puerto Escondido del Sur", "Penal de la Loma", "Sala Oculta"
SEALED = {"recipient": "Judge A. Receptor", "function": "duty judge", "route": "by courier", "opened_when": "when the summons is drawn up"}
ZONES = {"ARG": "America/Argentina/Buenos_Aires", "SVN": "Europe/Ljubljana", "NLD": "Europe/Amsterdam"}


@cache
def wording(language: str) -> Wording:
    """The words of a language's folder; what its letter still lacks stands in English."""
    tables = [tomllib.loads(text) for text in resources.read_all(f"letters/{language}", ".toml")]
    return Wording(language, {**ENGLISH.texts, **Wording.build(language, tables).texts})


def record(kind: str, id: str, /, **values: Any) -> Record:
    """A record of the whole team."""
    return Record(id * 32, kind, "all", values)


IDENTITY = record(
    "identity",
    "2",
    other_names=["Vrela Senca"],
    birth="1961-02-03",
    nationality=["NRU"],
    documents=[{"kind": "passport", "number": "NX0099XN", "state": "NRU"}],
    contacts=[
        {"kind": "telephone", "value": "+99 555 0199", "safe": "no"},
        {"kind": "mail", "value": "s@example.org", "safe": "yes", "cover": "survey", "who": "the sister", "hours": "after six"},
    ],
    names=[{"text": "Звездана Скривник", "script": "Cyrillic", "standard": "ISO 9"}],
    **PLANTED,
)
# What can be searched for literally in a document.
SECRETS = (
    *PLANTED.values(),
    *("Vrela Senca", "NX0099XN", "+99 555 0199", "s@example.org", "Звездана", "1961", "Nauru", "NRU", "Skrivnik"),
    *(WHEREABOUTS, CUSTODY_PLACE),
)


def case(person: Mapping[str, Any] | None = None, **changed: Any) -> Case:
    """The sample's case, with all that stands around it."""
    asked = request(
        **{
            "sealed_annex": SEALED,
            "whereabouts": WHEREABOUTS,
            "nationality": ["NRU"],
            "custody_place": CUSTODY_PLACE,
            "custody_status": "protected",
            "measures": ["5" * 32],
            "exhibit_list": [{"number": "1", "title": "Sketch of the mill", "file": "f" * 32, "shown": "on the screen", "language": "sl"}],
            "participants": [
                {"name": PLANTED["name"], "capacity": "support person", "side": "requested", "place": STATION, "mode": "room"}
            ],
            **changed,
        }
    )
    return Case(
        asked,
        witness(**dict(person or {})),
        LHC,
        TODAY,
        agreement=record(
            "agreement",
            "3",
            title="JIT Sava River",
            purpose="To investigate what was done at the mill.",
            valid_from="2026-01-01",
            valid_until="2028-12-31",
            leaders=[{"name": "Mara Kos", "authority": "State Prosecutor", "state": "SVN"}],
        ),
        proceeding=record("proceeding", "4", number="Kp 417/2026", state="SVN"),
        identities=(IDENTITY,),
        files=(record("file", "f", about="0" * 32, name=f"{PLANTED['name']}.png", sha256="ab" * 32),),
        measures=(
            record(
                "protective_measure",
                "5",
                witness="0" * 32,
                basis="order",
                authority="Court of Novi Breg",
                number="Pp 3",
                ordered_on="2026-09-01",
            ),
        ),
        transmissions=(record("transmission", "6", request="0" * 32, step="requested_central", date="2026-10-06"),),
        replies=(record("reply", "7", request="0" * 32, kind="acknowledged", date="2026-10-20", their_reference="AR-77"),),
        translations=(
            record(
                "translation",
                "8",
                about="0" * 32,
                language="es",
                translator="Court translator no. 4",
                standing="sworn",
                of_version=1,
                source_hash="cd" * 32,
            ),
        ),
        hearings=(
            record(
                "hearing",
                "9",
                request="0" * 32,
                planned=[{"start": "2027-10-18T13:00Z", "minutes": 180, "zone": ZONES["ARG"]}],
                requested_side={"venue": STATION},
            ),
        ),
        steps=(record("step", "a", request="0" * 32, status="withdrawn", date="2027-02-01", ground="The person was heard elsewhere."),),
    )


def sheet(name: str, language: str = "en", of: Case | None = None) -> Sheet:
    """The sheet of a paper."""
    made = of or case()
    identities = made.identities if name == "identity_annex" else ()
    return Sheet(name, made, wording(language), wording("es" if language != "es" else "fr"), identities, "NLD", ZONES)


def made(name: str, language: str = "en", of: Case | None = None) -> Paper:
    """A paper from the sample's case."""
    return paper(sheet(name, language, of))


def final(of: Case) -> Case:
    """The same case with a request that is past drafting."""
    return replace(of, request=replace(of.request, values={**of.request.values, "status": "sent"}))
