"""Task: what somebody has to do, by when, about which records."""

from __future__ import annotations

from jitdesk.domain.fields import COMMON, Field, Kind, Merge, Sensitivity, Type

STATUS = ("open", "in_progress", "waiting", "done")
PRIORITY = ("low", "normal", "high")

TASK = Kind(
    "task",
    (
        Field("title", sensitivity=Sensitivity.TEAM, required=True, searched=True, order=True),
        Field("description", Type.LONG, sensitivity=Sensitivity.TEAM, searched=True),
        Field("status", Type.ONE, STATUS, sensitivity=Sensitivity.TEAM, order=True),
        Field("due", Type.DATE, sensitivity=Sensitivity.TEAM, order=True),
        Field("priority", Type.ONE, PRIORITY, merge=Merge.LATEST, sensitivity=Sensitivity.TEAM, order=True),
        Field("assignees", merge=Merge.SET, sensitivity=Sensitivity.TEAM, searched=True),
        Field("links", Type.LINK, merge=Merge.SET, sensitivity=Sensitivity.TEAM),
        *COMMON,
    ),
    title="title",
    columns=("title", "links", "assignees", "status", "due"),
)
