"""Every parser of outside bytes, given valid examples altered: it refuses with a sentence, or takes what has one way to be written.

A short run among the tests; `JITDESK_FUZZ=SECONDS` gives each target so long (`python3 dev.py prove fuzz`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from jitdesk.kernel.errors import JITDeskError
from jitdesk.kernel.words import known
from tests.fuzz.mutations import edited, edits, reshaped
from tests.fuzz.targets import BYTES, SHAPED

SECONDS = float(os.environ.get("JITDESK_FUZZ", "0"))
SHORT = 150

# No shrinking: at a real desk it takes longer than to read the input that failed.
quick = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def hold(read: Callable[[Any], None], value: Any) -> None:
    """What a target may do with a value: take it, or refuse it with a sentence that is in the catalogue."""
    refusal = None
    try:
        read(value)
    except JITDeskError as told:
        refusal = told
    assert refusal is None or (known(refusal.key) and str(refusal) != refusal.key)


def run(name: str, read: Callable[[Any], None], inputs: st.SearchStrategy[Any], short: int = SHORT) -> None:
    """`short` inputs, or batch after batch of them until the time is over."""
    until, count = time.monotonic() + SECONDS, 0
    while True:

        @seed(count)
        @settings(quick, max_examples=10 * short if SECONDS else short)
        @given(inputs)
        def one_batch(value: Any) -> None:
            nonlocal count
            count += 1
            hold(read, value)

        one_batch()
        if time.monotonic() >= until:
            break
    print(f"fuzzed {name}: {count} inputs")


@pytest.mark.parametrize("name", BYTES)
def test_bytes(name: str) -> None:
    target = BYTES[name]
    for example in target.examples:
        hold(target.read, example)
    run(name, target.read, st.builds(edited, st.sampled_from(target.examples), edits))


@pytest.mark.parametrize("name", SHAPED)
def test_what_a_member_signs(name: str) -> None:
    target = SHAPED[name]
    for example in target.examples:
        target.read(example)
    run(name, target.read, st.sampled_from(target.examples).flatmap(reshaped))
