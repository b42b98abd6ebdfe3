"""What machines read from the terminal is valid JSON and commands no terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jitdesk.cli import output


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_json_is_printable_and_means_the_same(capsys: pytest.CaptureFixture[str], text: str) -> None:
    output.json({"title": text})
    printed = capsys.readouterr().out
    assert printed.rstrip("\n").isprintable()
    assert json.loads(printed) == {"title": text}
