"""Which status follows which, and each gate on papers made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jitdesk.domain import life
from jitdesk.domain.fields import Sensitivity
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.request import STATUS
from jitdesk.domain.life import FOLLOWS, Papers
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused

HASH = "a" * 64


def record(of: str, id: str = "1" * 32, /, **values: Any) -> Record:
    return Record(id, of, "all", values)


def request(status: str = "draft", **values: Any) -> Record:
    return record("request", "0" * 32, **({"reference": "JIT-SR/2026/014", "status": status} | values))


def refusal(wanted: str, papers: Papers, **said: Any) -> str:
    """The key of the sentence that a gate says; "" where it lets pass."""
    try:
        life.check(wanted, papers, said)
    except Refused as told:
        return told.key
    return ""


FILE = record("file", "f" * 32, name="signed.pdf", sha256=HASH)
SIGNATURE = {"signatory": "M. V.", "function": "Head", "place": "Ljubljana", "on": "2026-11-24", "kind": "qualified"}
SIGNED = {"registry_number": "Kt 1", "signed_copy": FILE.id, "signature": SIGNATURE}
SENT = {
    "version": 1,
    "step": "direct",
    "date": "2026-11-25",
    "recipient": "Ministry",
    "means": "courier",
    "what": ["letter"],
    "sha256": HASH,
}
REPLY = {"date": "2026-11-25", "source": "Ministry", "their_reference": "7"}


def test_every_status_has_its_followers_and_can_be_reached() -> None:
    assert set(FOLLOWS) == set(STATUS)
    reached, waiting = set(), ["draft"]
    while waiting:
        status = waiting.pop()
        if status not in reached:
            reached.add(status)
            waiting += FOLLOWS[status]
    assert reached == set(STATUS)
    assert all("closed" in _ends(status) for status in STATUS)  # none is a dead end


def _ends(status: str) -> set[str]:
    found, waiting = set(), [status]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += FOLLOWS[one]
    return found


@given(st.sampled_from(STATUS), st.sampled_from(STATUS))
def test_only_what_follows_may_follow(now: str, wanted: str) -> None:
    if wanted in FOLLOWS[now]:
        life.may_follow(request(now), wanted)
    else:
        with pytest.raises(Refused):
            life.may_follow(request(now), wanted)


@given(st.lists(st.sampled_from(STATUS), max_size=12))
def test_nothing_is_sent_that_was_not_final_and_signed_first(wishes: list[str]) -> None:
    past = ["draft"]
    for wanted in wishes:
        if wanted in FOLLOWS[past[-1]]:
            past.append(wanted)
    since: set[str] = set()  # of the version that the letter is now
    for status in past:
        if status == "sent":
            assert {"final", "signed"} <= since
        since = set() if status == "draft" else since | {status}


@given(st.sampled_from(STATUS), st.sampled_from([field.name for field in KINDS["request"].fields]))
def test_fields_of_the_letter_are_fixed_from_final_on(status: str, name: str) -> None:
    field = KINDS["request"].by_name[name]
    frozen = status in life.FROZEN and field.sensitivity is Sensitivity.LETTER and name != "translation"
    if frozen or name == "status":
        with pytest.raises(Refused):
            life.may_edit(request(status), [name])
    else:
        life.may_edit(request(status), [name])


def test_a_status_in_conflict_is_settled_first() -> None:
    asked = Record("0" * 32, "request", "all", {"reference": "R"}, frozenset({"status"}))
    with pytest.raises(Refused) as told:
        life.may_follow(asked, "final")
    assert told.value.key == "life.conflict"


def test_signed() -> None:
    assert refusal("signed", Papers(request("final"))) == "life.no_registry_number"
    assert refusal("signed", Papers(request("final", registry_number="Kt 1"))) == "life.no_signed_copy"
    assert refusal("signed", Papers(request("final", **SIGNED))) == "life.signed_elsewhere"
    unhashed = record("file", FILE.id, name="promised.pdf")
    assert refusal("signed", Papers(request("final", **SIGNED), files=[unhashed])) == "life.signed_no_hash"
    versions = [record("version", number=1, frozen=text) for text in ("{}", '{"law":"x"}')]
    assert refusal("signed", Papers(request("final", **SIGNED), files=[FILE], versions=versions)) == "life.two_versions"
    earlier = [record("version", number=number, frozen=str(number)) for number in (1, 2)]
    assert refusal("signed", Papers(request("final", version=2, **SIGNED), files=[FILE], versions=earlier)) == ""
    for name in SIGNATURE:
        less = {**SIGNED, "signature": {column: text for column, text in SIGNATURE.items() if column != name}}
        assert refusal("signed", Papers(request("final", **less), files=[FILE])) == "life.signature_lacks"


@pytest.mark.parametrize(
    ("wanted", "step", "key"), [("sent", "direct", "life.no_transmission"), ("handed_over", "own_central", "life.no_hand_over")]
)
def test_sent_and_handed_over(wanted: str, step: str, key: str) -> None:
    asked = request("signed", **SIGNED)
    of_step = SENT | {"step": step}
    assert refusal(wanted, Papers(asked, files=[FILE])) == key
    for other in ({"version": 2}, {"step": "own_central" if wanted == "sent" else "direct"}):
        assert refusal(wanted, Papers(asked, files=[FILE], transmissions=[record("transmission", **(of_step | other))])) == key
    for wrong in ("b" * 64, None):
        those = [record("transmission", **(of_step | {"sha256": wrong}))]
        assert refusal(wanted, Papers(asked, files=[FILE], transmissions=those)) == "life.other_file"
    for name in ("date", "recipient", "means", "what"):
        those = [record("transmission", **{key: value for key, value in of_step.items() if key != name})]
        assert refusal(wanted, Papers(asked, files=[FILE], transmissions=those)) == "life.transmission_lacks"
    whole = record("transmission", **of_step)
    assert refusal(wanted, Papers(asked, files=[FILE], transmissions=[whole])) == ""
    assert refusal(wanted, Papers(asked, transmissions=[whole])) == "life.signed_elsewhere"


@pytest.mark.parametrize("wanted", life.ANSWERS)
def test_answers_rest_on_a_reply_each(wanted: str) -> None:
    values = REPLY | {"ground": {"words": "none given"}, "minutes": "e" * 32, "minutes_checked": True}
    minutes = [record("file", "e" * 32)]
    replies = [record("reply", kind=kind, **values) for kind in life.ANSWERS[wanted]]
    for reply in replies:
        assert refusal(wanted, Papers(request("sent"), replies=[reply], files=minutes)) == ""
    steps = [record("step", status=wanted, date="2026-11-25") for _ in replies]
    assert refusal(wanted, Papers(request("sent"), replies=replies, steps=steps, files=minutes)) == "life.no_reply"
    for name in ("date", "source", "their_reference"):
        bare = record("reply", kind=life.ANSWERS[wanted][0], **{key: value for key, value in values.items() if key != name})
        assert refusal(wanted, Papers(request("sent"), replies=[bare], files=minutes)) == "life.reply_lacks"
    groundless = record("reply", kind=life.ANSWERS[wanted][0], **{key: value for key, value in values.items() if key != "ground"})
    expected = "life.no_ground_of_theirs" if wanted in ("refused", "postponed") else ""
    assert refusal(wanted, Papers(request("sent"), replies=[groundless], files=minutes)) == expected


def test_executed_by_hearings_or_by_a_reply() -> None:
    held = record("hearing", result="held")
    checked = record("hearing", "2" * 32, result="held", minutes_checked=True)
    lacking = record("hearing", "3" * 32, minutes_checked=True, minutes_missing=["oaths"])
    not_held = record("hearing", "4" * 32, result="not_held")
    asked = request("scheduled")
    assert refusal("executed", Papers(asked, hearings=[held, checked])) == "life.minutes_unchecked"
    assert refusal("executed", Papers(asked, hearings=[lacking])) == "life.minutes_missing"
    assert refusal("executed", Papers(asked, hearings=[not_held])) == "life.no_minutes"
    assert refusal("executed", Papers(asked, hearings=[checked, not_held])) == ""
    minutes = {"kind": "executed", "minutes": "e" * 32, **REPLY}
    files = [record("file", "e" * 32)]

    def told(**more: object) -> str:
        return refusal("executed", Papers(asked, replies=[record("reply", **minutes, **more)], files=files))

    assert refusal("executed", Papers(asked, replies=[record("reply", **minutes, minutes_checked=True)])) == "life.minutes_elsewhere"
    assert told(minutes_missing=["identity"], minutes_checked=True) == "life.minutes_missing"
    assert told() == "life.reply_unchecked"
    assert told(minutes_checked=True) == ""


def test_withdrawn_after_it_was_sent_has_a_ground() -> None:
    assert refusal("withdrawn", Papers(request("signed"))) == ""
    for papers in (Papers(request("accepted")), Papers(request("draft", version=2), steps=[record("step", status="sent")])):
        assert refusal("withdrawn", papers) == "life.withdrawn_no_ground"
        assert refusal("withdrawn", papers, ground="The witness died") == ""


def test_closed() -> None:
    asked = request("executed")
    lent = record("file", name="ledger.pdf", return_due="2027-01-01")
    assert refusal("closed", Papers(asked, files=[lent])) == "life.originals"
    for back in ({"returned_on": "2027-01-01"}, {"return_waived": {"by": "Ministry"}}):
        assert refusal("closed", Papers(asked, files=[record("file", return_due="2027", **back)])) == "life.costs"
    assert refusal("closed", Papers(request("withdrawn"))) == ""  # it never left
    assert refusal("closed", Papers(request("refused")), costs="none") == ""
    assert refusal("closed", Papers(asked), costs="none") == "life.use"  # nothing is there to disclose
    exculpatory = record("witness", disclosure="exculpatory")
    assert refusal("closed", Papers(asked, witness=exculpatory), costs="none") == "life.disclosure"
    assert refusal("closed", Papers(asked, witness=record("witness", disclosure="disclosed")), costs="none") == "life.use"
    bound = record("reply", conditions=["for this case only"])
    accepted = record("reply", conditions=["for this case only"], conditions_accepted_by="M. Vidmar")
    assert refusal("closed", Papers(asked, replies=[bound, accepted]), costs="none", use="none set") == "life.conditions"
    assert refusal("closed", Papers(asked, replies=[accepted]), costs="none") == ""
    claimed = {"costs_claimed": {"amount": 4000, "currency": "EUR"}}
    assert refusal("closed", Papers(asked, replies=[record("reply", **claimed)]), costs="none", use="none") == "life.costs_claimed"
    assert refusal("closed", Papers(asked, replies=[record("reply", answered_on="2026-12-01", **claimed)]), costs="paid", use="none") == ""
    assert refusal("closed", Papers(asked, witness=exculpatory), costs="none", disclosure="decided", use="none set") == ""
