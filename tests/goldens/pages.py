"""Draws pages of golden letters into docs/pictures/letters: `python -m tests.goldens.pages [FOLDER]`; LibreOffice and poppler draw them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.goldens.make import document

PICTURES = Path(__file__).parents[2] / "docs" / "pictures" / "letters"
# Of which letters which pages are shown.
SHOWN = {"LHC.en": (1, 2), "LHC.fr": (1,), "LHC.es": (1,), "LHC.ar": (1, 2), "LHC.en-fr": (1, 2)}
_DOTS_AN_INCH = "72"


def pdfs(names: Iterable[str], folder: Path) -> dict[str, Path]:
    """The letters as PDF files in a folder, as LibreOffice lays them out."""
    files = {name: folder / f"{name}.docx" for name in names}
    for name, file in files.items():
        file.write_bytes(document(name))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files.values())]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    return {name: file.with_name(f"{name}.pdf") for name, file in files.items()}


def draw(pdf: Path, page: int, picture: Path) -> None:
    """One page of a PDF file as a grey picture."""
    only = ["-f", str(page), "-l", str(page), "-singlefile"]
    command = ["pdftoppm", "-png", "-gray", "-r", _DOTS_AN_INCH, *only, str(pdf), str(picture.with_suffix(""))]
    subprocess.run(command, check=True, capture_output=True)


def main(folder: Path) -> None:
    """Draw every page that is shown."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as thrown_away:
        made = pdfs(SHOWN, Path(thrown_away))
        for name, pages in SHOWN.items():
            for page in pages:
                draw(made[name], page, folder / f"{name.lower().replace('.', '-')}-{page}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
