"""The order of the members of a bundle."""

from __future__ import annotations

import pytest

from jitdesk.exchange.members import Order
from jitdesk.kernel.errors import Damaged

A, B = "files/" + "a" * 64, "files/" + "b" * 64
R1, R2 = "roster/000001.jsonl.zst", "roster/000002.jsonl.zst"
S1, S2 = "segments/000001.jsonl.zst", "segments/000002.jsonl.zst"
C1, C2 = "cards/000001.jitcard", "cards/000002.jitcard"
END = ["SHA256SUMS", "SHA256SUMS.sig"]


def signed(*names: str) -> list[str]:
    return [name + suffix for name in names for suffix in ("", ".sig")]


def take(names: list[str]) -> None:
    order = Order()
    for name in names:
        order.take(name)
    order.close()


@pytest.mark.parametrize(
    "names",
    [
        ["manifest.json", *END],
        ["manifest.json", *signed(R1, R2, S1, S2), A, B, *END],
        ["manifest.json", C1, C2, *signed(S1), *END],
        ["manifest.json", A, *END],
    ],
)
def test_the_orders_there_are(names: list[str]) -> None:
    take(names)


@pytest.mark.parametrize(
    "names",
    [
        [],
        END,
        ["manifest.json"],
        ["manifest.json", "SHA256SUMS"],
        ["manifest.json", "SHA256SUMS.sig"],
        ["manifest.json", *END, *END],
        ["manifest.json", *END, A],
        ["manifest.json", "manifest.json", *END],
        ["manifest.json", R1, *END],
        ["manifest.json", R1 + ".sig", R1, *END],
        ["manifest.json", *signed(R2), *END],
        ["manifest.json", *signed(R1, R1), *END],
        ["manifest.json", *signed(S1, R1), *END],
        ["manifest.json", B, A, *END],
        ["manifest.json", A, A, *END],
        ["manifest.json", C2, *END],
        ["manifest.json", C1, C1, *END],
        ["manifest.json", *signed(C1), *END],
        ["manifest.json", A + ".sig", *END],
        ["manifest.json", "files", *END],
        ["manifest.json", "files/", *END],
        ["manifest.json", "files/" + "A" * 64, *END],
        ["manifest.json", "files/../../home", *END],
        ["manifest.json", "/etc/passwd", *END],
        ["manifest.json", "roster/1.jsonl.zst", *END],
        ["manifest.json", "", *END],
        ["./manifest.json", *END],
        [A, "manifest.json", *END],
    ],
)
def test_every_other_order_is_refused(names: list[str]) -> None:
    with pytest.raises(Damaged):
        take(names)
