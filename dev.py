#!/usr/bin/env python3
"""The commands of this checkout: run the program, test it, prove its figures, take its pictures. Standard library only."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    sys.exit(f"JITDesk needs Python 3.11 or later, and this is {sys.version.split()[0]}. Start dev.py with a newer one.")

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"
PROGRAM = [str(PYTHON), "-m", "jitdesk"]

# Debian's and Ubuntu's names; where a release renamed one, both stand, the older first.
QT = (
    ("libglib2.0-0", "libglib2.0-0t64"),
    ("libgl1",),
    ("libegl1",),
    ("libxkbcommon0",),
    ("libfontconfig1",),
    ("libdbus-1-3",),
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-keysyms1",),
    ("libxcb-shape0",),
    ("libxkbcommon-x11-0",),
)
TESTING = (
    *(("age",), ("zstd",), ("jq",), ("openssh-client",), ("strace",), ("xvfb",), ("xauth",), ("npm",)),
    *(("dbus",), ("gnome-keyring",), ("libsecret-tools",), ("libreoffice-writer-nogui",), ("poppler-utils",), ("fonts-dejavu-core",)),
    *(("zbar-tools",), ("syncthing",)),
)


def main() -> int:
    """Parse the command line and do what it says; the exit status is that of the work."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="start JITDesk from this checkout, on the desk of a fictional team under ./demo")
    test = commands.add_parser("test", help="lint, types, contracts and all tests; further words go to pytest")
    test.add_argument("--ci", action="store_true", help="a test skipped for want of a program fails (also: CI=true)")
    prove = commands.add_parser("prove", help="measure what is promised and write docs/proofs.md")
    prove.add_argument("names", nargs="*", metavar="NAME", help="only these; all of them without a name")
    commands.add_parser("pictures", help="draw the screens into docs/pictures")
    options, further = parser.parse_known_args()
    if further and options.command != "test":
        parser.error(f"unknown: {' '.join(further)}")
    if options.command == "run":
        return run()
    if options.command == "test":
        return check(further, strict=options.ci)
    prepare(QT + TESTING)
    if options.command == "prove":
        return call([str(PYTHON), "-m", "benchmarks.prove", *options.names])
    return call([str(PYTHON), "-m", "tests.ui.pictures"], QT_QPA_PLATFORM="offscreen")


def run() -> int:
    """Make the demo team under ./demo, the first time, and open its lead's desk."""
    prepare(QT)
    return call([*PROGRAM, "demo", "demo"])


def check(pytest_arguments: list[str], *, strict: bool) -> int:
    """Every check that a change must pass, pytest last, so that its closing line closes the output."""
    prepare(QT + TESTING)
    tool = [str(PYTHON), "-m"]
    steps = {
        "ruff check": [*tool, "ruff", "check"],
        "ruff format --check": [*tool, "ruff", "format", "--check"],
        "mypy": [*tool, "mypy"],
        "lint-imports": [str(PYTHON.parent / "lint-imports")],
        # one more than processors: many tests wait for the disk
        "pytest": [*tool, "pytest", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal", *pytest_arguments],
    }
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    if strict:
        environment["CI"] = "true"
    failed = []
    for name, command in steps.items():
        print(f"== {name}", flush=True)
        started = time.monotonic()
        status = call(command, **environment)
        if status:
            failed.append(name)
        if name != "pytest":
            print(f"== {name}: {f'FAILED, status {status}' if status else 'passed'}, {time.monotonic() - started:.1f} s", flush=True)
    if failed:
        print(f"== FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def call(command: list[str], **environment: str) -> int:
    """The exit status of a command run in the checkout; bytecode is kept, whatever the surroundings say."""
    merged = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | environment
    try:
        return subprocess.call(command, cwd=ROOT, env=merged)
    except KeyboardInterrupt:
        return 130


def prepare(packages: tuple[tuple[str, ...], ...]) -> None:
    """See to the system packages and the virtual environment; says what it does, and ends the program where it cannot."""
    ready = STAMP.is_file() and PYTHON.exists() and STAMP.read_text() == fingerprint()
    uv = None if ready else working_uv()
    if not ready and not uv and importlib.util.find_spec("ensurepip") is None:
        packages = (*packages, ("python3-venv",))
    install_packages(packages)
    if not ready:
        make_environment(uv)


def fingerprint() -> str:
    """What the virtual environment is made from: the lock, the project file and this checkout's place."""
    digest = hashlib.sha256(os.fsencode(ROOT))
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def working_uv() -> str | None:
    """Where uv is, if it is there and starts."""
    uv = shutil.which("uv")
    if uv and subprocess.call([uv, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return uv
    return None


def install_packages(packages: tuple[tuple[str, ...], ...]) -> None:
    """Install what Debian or Ubuntu lacks, as root or through sudo; on other systems there is nothing to do or it is said in words."""
    if not sys.platform.startswith("linux"):
        return
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        print("This is not Debian or Ubuntu: if the program says that something is missing, install what answers to: " + spelled(packages))
        return
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *(name for names in packages for name in names)],
        capture_output=True,
        text=True,
        check=False,
    )
    there = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    # A program of the package's name may have come another way, as Node.js mostly does.
    missing = [names[0] for names in packages if not there.intersection(names) and not shutil.which(names[0])]
    if not missing:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    install = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    print(f"Missing system packages: {' '.join(missing)}. Installing them.", flush=True)
    if sudo and not shutil.which("sudo"):
        sys.exit(f"There is no sudo here. As root: apt-get install --no-install-recommends {' '.join(missing)}")
    subprocess.call([*sudo, "apt-get", "update", "-q"])
    if subprocess.call(install):
        sys.exit(f"Could not install them. By hand: sudo apt-get install --no-install-recommends {' '.join(missing)}")


def spelled(packages: tuple[tuple[str, ...], ...]) -> str:
    """The packages' names in one line."""
    return " ".join(names[0] for names in packages)


def make_environment(uv: str | None) -> None:
    """Make .venv, or bring it up to date, from the hash lock: with uv where there is one, else with pip."""
    print(f"Making {VENV.name} from {LOCK.name} with {'uv' if uv else 'pip'}.", flush=True)
    STAMP.unlink(missing_ok=True)
    usable = PYTHON.exists() and not subprocess.call([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
    if uv:
        create = [uv, "venv", "-q", "--clear", "--python", sys.executable, str(VENV)]
        install = [uv, "pip", "install", "-q", "--python", str(PYTHON), "--compile-bytecode"]
    else:
        create = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        usable = usable and not subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL)
        install = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    steps = [] if usable else [create]
    steps += [[*install, "--require-hashes", "-r", str(LOCK)], [*install, "--no-build-isolation", "--no-deps", "-e", str(ROOT)]]
    for step in steps:
        if call(step):
            sys.exit(f"That did not work: {' '.join(step)}")
    call([str(PYTHON), "-m", "compileall", "-q", "jitdesk"])
    STAMP.write_text(fingerprint())


if __name__ == "__main__":
    sys.exit(main())
