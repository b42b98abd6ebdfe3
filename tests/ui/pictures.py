"""Takes the pictures of the screens under docs/pictures, on the demo team's desk: python -m tests.ui.pictures [FOLDER]."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from jitdesk import bootstrap
from jitdesk.crypto.keyslots import LEAST
from jitdesk.services import demo
from jitdesk.services.demo import Demo
from jitdesk.ui import pictures


def main(folder: Path) -> None:
    """Make the demo where nobody sees it and write every picture, light and dark, in both sizes."""
    with tempfile.TemporaryDirectory() as thrown_away:
        os.environ["JITDESK_HOME"] = str(Path(thrown_away) / "home")  # no setting of whoever takes the pictures is in them
        bootstrap.start("window")
        place = Demo(Path(thrown_away) / "demo")
        demo.make(place, cost=LEAST, tell=lambda message: None)
        pictures.take(place.lead, demo.passphrase(), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "docs" / "pictures")
