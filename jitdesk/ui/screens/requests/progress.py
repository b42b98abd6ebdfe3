"""How marks of completeness look: an icon and a tone for a part and for a finding."""

from __future__ import annotations

from jitdesk.services.letters import Finding, Progress

PART_MARKS = {
    Progress.COMPLETE: ("check", "ok"),
    Progress.MANDATORY: ("circle-alert", "danger"),
    Progress.RECOMMENDED: ("circle-dashed", "warn"),
    Progress.ASK: ("circle-question-mark", "warn"),
    Progress.SEALED: ("lock", "seal"),
    Progress.EMPTY: ("circle", "text2"),
}
GROUPS = ("mandatory", "ask", "recommended")


def group_of(finding: Finding) -> str:
    """Which of GROUPS a finding belongs to: what blocks, what a person has to answer, what is only good."""
    if finding.asks:
        return "ask"
    return "mandatory" if finding.blocks else "recommended"


def finding_mark(finding: Finding) -> tuple[str, str]:
    """The icon and the tone of a finding."""
    return {
        "mandatory": ("circle-alert", "danger"),
        "ask": ("circle-question-mark", "warn"),
        "recommended": ("circle-dashed", "warn"),
    }[group_of(finding)]
