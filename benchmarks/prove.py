"""Runs the proofs and writes docs/proofs.md; a proof that is not run keeps the row of its last run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.proofs import PROOFS, Proof

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "proofs.md"
HEAD = """# Proofs

What is promised, measured. `python3 dev.py prove [NAME…]` writes this page; a row tells the command that made it and the commit it ran on
(`+` where the files had changed since). Compare figures of one machine only.

| proof | line | bar | figure | reached | command | commit |
|---|---|---|---|---|---|---|
"""


def main(names: list[str]) -> int:
    """Run the proofs called `names`, or all; the exit status is 1 where one missed its bar and 2 for a name that is none."""
    known = [proof.name for proof in PROOFS]
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"There is no proof called {', '.join(unknown)}. There are: {', '.join(known) or 'none yet'}.", file=sys.stderr)
        return 2
    before = rows(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    chosen = [proof for proof in PROOFS if not names or proof.name in names]
    missed = 0
    for proof in chosen:
        print(f"{proof.name}: {proof.line}", flush=True)
        row, reached = prove(proof)
        before[proof.name] = row
        missed += not reached
        # written after each: a later one that breaks down takes nothing with it
        PAGE.write_text(HEAD + "".join(before[name] for name in known if name in before), encoding="utf-8")
    print(f"{len(chosen)} proofs, {missed} missed.")
    return 1 if missed else 0


def prove(proof: Proof) -> tuple[str, bool]:
    """Run one proof; its row of the page, and whether it reached its bar."""
    figure = proof.measure()
    print(f"  {figure.text} (bar: {proof.bar}): {'reached' if figure.reached else 'MISSED'}", flush=True)
    command = f"`python3 dev.py prove {proof.name}`"
    cells = [proof.name, proof.line, proof.bar, figure.text, "yes" if figure.reached else "NO", command, commit()]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n", figure.reached


def rows(page: str) -> dict[str, str]:
    """The rows of a page as written here, by the name of their proof."""
    table = page.partition("|---|")[2].splitlines(keepends=True)[1:]
    return {line.split("|")[1].strip(): line for line in table if line.startswith("| ")}


def commit() -> str:
    """The commit of this checkout, `+` for changed files, or "none"."""
    if not shutil.which("git"):
        return "none"
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    if head.returncode:
        return "none"
    changed = subprocess.run([*git, "status", "--porcelain", "--", ".", ":!docs/proofs.md"], capture_output=True, text=True, check=False)
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
