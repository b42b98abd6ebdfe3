"""Pictures of a desk's screens: each is there, as large as asked for, and light and dark differ."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from jitdesk.services import desk as desks
from jitdesk.services import editing
from tests.services.sava import Template, opened

SCREENS = {
    *("unlock", "create-team", "join-team", "tasks", "witnesses", "requests", "hearings", "bundles", "conflicts", "team", "desk"),
    *("witness", "witness-sealed"),
    *("case", "case-states", "case-state", "case-agreement"),
    *("bundles-waiting", "bundles-imports", "bundles-given"),
    *("request", "request-instrument", "request-dates", "request-preview"),
    *("request-correspondence", "request-translations", "request-hearings"),
}
# A process of its own, as the program has it, in one size.
_PROGRAM = """
import sys
from jitdesk import bootstrap
bootstrap.start("window")
from jitdesk.ui import app, pictures
pictures.SIZES = ((1280, 720),)
sys.exit(app.main(["--pictures", *sys.argv[1:]]))
"""


def test_every_screen_is_drawn_light_and_dark(template_of_two: Template, tmp_path: Path) -> None:
    with opened(template_of_two, tmp_path) as two:
        editing.add(two["mara"], "request", [{"reference": "JIT-SR/2026/014", "facts": "Held at the mill."}])
        editing.add(two["mara"], "witness", [{"code": "W-0412", "protection": "in_force"}])
        editing.add(two["mara"], "agreement", [{"title": "JIT Sava River", "parties": ["SVN", "UKR"]}])
        folder = two["mara"].folder
    (tmp_path / "passphrase").write_text("a fine passphrase\n")
    out = tmp_path / "pictures"
    words = [str(out), str(folder), "--passphrase-file", str(tmp_path / "passphrase")]
    subprocess.run([sys.executable, "-c", _PROGRAM, *words], check=True, timeout=120)
    found = {path.stem: QImage(str(path)) for path in out.iterdir()}
    assert found.keys() == SCREENS | {f"{name}-dark" for name in SCREENS}
    for name, picture in found.items():
        assert (picture.width(), picture.height()) == (1280, 720), name
    for name in SCREENS:
        light, dark = (found[f"{name}{theme}"].pixelColor(640, 700).lightness() for theme in ("", "-dark"))
        assert light > dark + 50, name
    desks.hold(folder, desks.unlock(folder, "a fine passphrase")).close()  # the desk was given back
