"""The simulation of a team to scale, in small: it runs, the importers agree, and its course can be drawn."""

from __future__ import annotations

from xml.etree import ElementTree

from benchmarks import team


def test_a_small_team_agrees_in_the_end() -> None:
    course = team.simulate(team.Scale(devices=4, importers=2, records=80, weeks=3, lost=0.4, seed=2))
    assert course.agree
    assert course.records >= 80
    assert course.lost > 0
    assert ElementTree.fromstring(team.drawn(course)).tag.endswith("svg")  # noqa: S314 - drawn here
