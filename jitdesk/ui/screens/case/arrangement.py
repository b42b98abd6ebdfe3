"""How the fields of each kind stand on its page: what is asked first, the rest folded away under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jitdesk.kernel.words import say
from jitdesk.ui.forms import Section

# By kind: the key of each heading ("" for none) with its fields; what is named after "+" is folded.
_ARRANGED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "agreement": {
        "": ("title", "parties", "legal_basis", "purpose"),
        "validity": ("signed_on", "valid_from", "valid_until", "extensions"),
        "people": ("operates_in", "leaders", "members", "languages"),
        "+others": ("others",),
        "+rules": ("disclosure_regime", "sharing_outside", "media"),
        "+data": ("data_protection", "controllers"),
        "+closing": ("evaluation_due", "closing_duties"),
    },
    "proceeding": {
        "": ("number", "state", "authority", "nature", "stage"),
        "persons": ("suspects", "defence_notified", "victims_taking_part"),
        "dates": ("next_hearing", "detention_until", "limitation", "closed_on"),
        "+disclosure": ("disclosure_regime",),
    },
    "authority": {
        "": ("name", "other_names", "state", "functions"),
        "ground": ("source", "as_of"),
        "competent": ("competence",),
        "reached": ("address", "phone", "mail", "languages", "hours"),
    },
    "state_profile": {
        "ground": ("source", "as_of"),
        "treaties": ("treaties",),
        "sending": ("authorities", "channels", "languages", "translation_rule", "original", "electronic"),
        "+hearing": ("hearing_law",),
        "+terms": ("dual_criminality", "use_limits", "usual_weeks"),
        "+calendar": ("holidays", "office"),
    },
}
_FOLDED = "+"


def sections(kind: str) -> Sequence[Section]:
    """The fields of a kind in the order of its page."""
    return [
        Section(names, say(f"ui.case.head.{key.removeprefix(_FOLDED)}") if key else "", key.startswith(_FOLDED))
        for key, names in _ARRANGED[kind].items()
    ]


def fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind in the order of its page, without their headings."""
    return tuple(name for names in _ARRANGED[kind].values() for name in names)
