"""What is sent and what comes back, recorded beside the steps of a request: only what can have happened, with hash and version."""

from __future__ import annotations

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import correspondence, editing, finding, life, reading, requests
from jitdesk.services.desk import Desk
from tests.services.test_life import REFERENCE, REPLIED, SENT, drafted, signed


def test_what_is_sent_bears_hash_and_version_of_the_signed_file_and_supports_the_step(mara: Desk) -> None:
    drafted(mara)
    with pytest.raises(Refused, match="what is sent is the signed file"):
        correspondence.record(mara, REFERENCE, "transmission", {**SENT, "step": "direct"})
    assert reading.listed(mara, "transmission") == []
    file = signed(mara)
    correspondence.record(mara, REFERENCE, "transmission", {**SENT, "step": "direct"})
    [made] = reading.listed(mara, "transmission")
    assert made.get("sha256") == reading.show(mara, file).get("sha256")
    assert (made.get("version"), made.get("sent_by")) == (1, mara.card.member)
    life.move(mara, REFERENCE, "sent", {})  # what it needs is there
    assert len(reading.listed(mara, "transmission")) == 1


def test_a_reply_comes_after_something_was_sent_and_its_limit_becomes_a_task(mara: Desk) -> None:
    drafted(mara)
    signed(mara)
    asked = {**REPLIED, "kind": "more_asked", "due": "2027-01-15"}
    with pytest.raises(Refused, match="record first that it was sent"):
        correspondence.record(mara, REFERENCE, "reply", asked)
    life.move(mara, REFERENCE, "sent", SENT)
    [id] = correspondence.record(mara, REFERENCE, "reply", asked).ids
    assert "2027-01-15" in [task.get("due") for task in reading.listed(mara, "task")]
    assert life.show(mara, REFERENCE).papers.status == "sent"
    life.move(mara, REFERENCE, "more_asked", {})
    home, record = requests.home(mara, id)
    assert (home, record and record.kind) == (reading.show(mara, REFERENCE).id, "reply")


def test_what_stands_around_a_request_is_found_on_its_pages(mara: Desk) -> None:
    id = editing.add(mara, "request", [{"reference": "JIT-SR/2026/014"}]).ids[0]
    editing.add(mara, "reply", [{"request": id, "kind": "accepted", "text": "The hearing may be recorded."}])
    [hit] = finding.search(mara, "may be recorded")
    assert (hit.record.kind, hit.home and hit.home.id) == ("reply", id)
