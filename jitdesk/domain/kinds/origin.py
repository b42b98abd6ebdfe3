"""Where evidence came from and on what conditions: the fields of every kind of record that another State may have supplied."""

from __future__ import annotations

from jitdesk.domain.fields import Field, Merge, Sensitivity, Type
from jitdesk.domain.originator import CONDITIONS

ORIGIN = (
    Field("origin", Type.STATE, sensitivity=Sensitivity.TEAM),
    Field("conditions", Type.ONE, CONDITIONS, merge=Merge.SET, sensitivity=Sensitivity.TEAM),
)
