"""A fictional team of three, made once; every test works on a copy of its desks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jitdesk import bootstrap
from tests.e2e.terminal import PASSPHRASE, Terminal, made

LEAD, MEMBER, OBSERVER = "lead.jitdesk", "kyiv.jitdesk", "lyon.jitdesk"


@pytest.fixture(scope="session", autouse=True)
def _unhardened() -> Iterator[None]:
    """A command run within the tests' own process leaves that process as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "start", lambda role: None)
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Three desks of a team: Mara leads, Olena is a member, Aline an observer; some records, an identity, an attachment; all in step."""
    at = Terminal(tmp_path_factory.mktemp("team"))
    (at.folder / "pw").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    for name, member, state in ((LEAD, "Mara Kos", "SVN"), (MEMBER, "Olena Hrytsenko", "UKR"), (OBSERVER, "Aline Roux", "FRA")):
        made(at.folder / name, member, state, found=name == LEAD).close()
        at("card", name, f"{name}.jitcard")
    for name, role in ((MEMBER, "member"), (OBSERVER, "observer")):
        at("admit", LEAD, f"{name}.jitcard", "--fingerprint", at("fingerprint", f"{name}.jitcard"), "--role", role)
    at("compartment", LEAD, "Identities", "--reader", "Olena Hrytsenko")
    at("add", LEAD, "witness", "code=W-0412", "role=victim", 'languages=["uk"]', "needs=An interpreter")
    at("add", LEAD, "identity", "--compartment", "Identities", "witness=W-0412", "name=Zlatorog Vinogradna")
    at("add", LEAD, "task", "title=Send the summons", "links=W-0412", "due=2027-03")
    at("add", LEAD, "request", "reference=JIT-SR/2027/014", "witness=W-0412", "subject=Hearing of W-0412")
    (at.folder / "statement.pdf").write_bytes(b"%PDF a statement\n" * 500)
    at("attach", LEAD, "W-0412", "statement.pdf")
    (at.folder / "stick").mkdir()
    at("export", LEAD, "stick")
    founder = at("fingerprint", f"{LEAD}.jitcard")
    for name in (MEMBER, OBSERVER):
        at("import", name, "stick", "--trust", founder)
    return at


@pytest.fixture
def team(template: Terminal, tmp_path: Path) -> Terminal:
    """The team's desks, to work on."""
    return Terminal(Path(shutil.copytree(template.folder, tmp_path / "team")))
