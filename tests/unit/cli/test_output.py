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


def test_the_key_of_an_attachment_is_never_printed(capsys: pytest.CaptureFixture[str]) -> None:
    content = {"cipher": "0f" * 32, "key": "AGE-SECRET-KEY-1EXAMPLE", "size": 6}
    output.json({"content": content, "values": [{"value": content}], "key": "a key of something else"})
    output.line(output.shown(content))
    printed = capsys.readouterr().out
    assert "SECRET" not in printed
    assert printed.count('"size":6') == 3
    assert "a key of something else" in printed
