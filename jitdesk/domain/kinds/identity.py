"""Identity: who a witness is; never outside a compartment with readers of its own."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Sensitivity, Type
from jitdesk.domain.kinds.origin import ORIGIN

_I = Sensitivity.IDENTITY

IDENTITY = Kind(
    "identity",
    (
        Field("witness", Type.LINK, of="witness", sensitivity=_I, required=True),
        Field("name", sensitivity=_I, searched=True, order=True),
        Field("other_names", Type.TEXTS, sensitivity=_I, searched=True),
        Field("birth", Type.DATE, sensitivity=_I),
        Field("nationality", Type.STATES, sensitivity=_I),
        Field("address", Type.LONG, sensitivity=_I, searched=True),
        Field("contact", Type.LONG, sensitivity=_I, searched=True),
        *ORIGIN,
        *COMMON,
    ),
    title="name",
    narrow=True,
    columns=("witness", "name", "birth", "nationality"),
)
