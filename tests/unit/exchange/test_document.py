"""The worked example of docs/bundle-format.md is true."""

from __future__ import annotations

import re
from pathlib import Path

from jitdesk.crypto import signature
from jitdesk.exchange import card, segment

TEXT = (Path(__file__).parents[3] / "docs" / "bundle-format.md").read_text("utf-8")
EXAMPLE = TEXT.partition("## A worked example")[2]
DEVICE = "6f1d0c2b9a8e4f73c05d1e2f3a4b5c6d"


def test_the_segment_verifies_and_has_the_names_and_the_hash_that_are_told() -> None:
    lines = re.findall(r"^\{.*\}\n", EXAMPLE, re.MULTILINE)
    armour = re.search(r"-----BEGIN.*?END SSH SIGNATURE-----\n", EXAMPLE, re.DOTALL)
    assert armour
    key = signature.public(bytes(range(32)))
    proved = segment.verify(segment.pack([line.encode() for line in lines]), armour[0], {DEVICE: key}.get, "11" * 32)
    for told in (*proved.names(), proved.hash, card.fingerprint(DEVICE), signature.openssh(key)):
        assert f"`{told}`" in EXAMPLE
