"""The first steps in the README are run as they stand there, by the shell and the program itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.needs("bash")
def test_first_steps_of_a_team_of_two_work_as_written(tmp_path: Path) -> None:
    (steps,) = re.findall(r"^```bash\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    # the one thing that a person does beside these lines is to type the passphrase
    program = tmp_path / "bin" / "jitdesk"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho of two | exec "{sys.executable}" -m jitdesk --passphrase-file - "$@"\n')
    program.chmod(0o755)
    environment = os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", steps], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "From Mirjam Vidmar (SVN), verified" in done.stdout
    assert "From Olena H. (UKR), verified" in done.stdout
    assert "needs: Breaks every 45 minutes" in done.stdout
    assert {"mirjam.jitdesk", "olena.jitdesk", "monday.jitbundle", "tuesday.jitbundle"} <= {path.name for path in tmp_path.iterdir()}


def test_every_place_that_the_readme_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\]\(([^)#]+)[^)]*\)", readme)) | set(re.findall(r"^\| `([^`]+)`", readme, re.MULTILINE))
    assert {"docs/bundle-format.md", "jitdesk/"} <= named
    lacking = [name for name in sorted(named) if not (ROOT / name).exists()]
    assert not lacking
