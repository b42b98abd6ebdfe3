"""A hardened process leaves no core, and is closed to others of the same person."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux can a test look from outside")

# Reads the first mapped byte of a child's memory, hardened or not, as a debugger would. An administrator may always do so; to see
# what everybody else sees, the capability for it is dropped for good before the observer starts anew.
OBSERVER = """
import ctypes, os, re, subprocess, sys
if sys.argv[1] == "drop":
    PR_CAPBSET_DROP, CAP_SYS_PTRACE = 24, 19
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE, 0, 0, 0)
    os.execv(sys.executable, [sys.executable, "-c", os.environ["OBSERVER"], *sys.argv[2:]])
victim = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
victim.stdout.readline()
try:
    with open(f"/proc/{victim.pid}/maps") as maps, open(f"/proc/{victim.pid}/mem", "rb", 0) as memory:
        memory.seek(int(re.match("[0-9a-f]+", maps.readline())[0], 16))
        print("read", len(memory.read(16)))
except PermissionError:
    print("closed")
victim.communicate()
"""
VICTIM = "import sys; from jitdesk.system.hardening import harden; {step}; print('ready', flush=True); sys.stdin.read()"


@pytest.mark.parametrize(("step", "seen"), [("harden()", "closed"), ("pass", "read 16")])
def test_others_of_the_same_person_cannot_read_its_memory(step: str, seen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVER", OBSERVER)
    found = subprocess.run([sys.executable, "-c", OBSERVER, "drop", VICTIM.format(step=step)], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == seen


def test_no_core_no_tracing_and_new_files_private() -> None:
    code = """
import ctypes, json, os, resource
from jitdesk.system.hardening import harden
harden()
PR_GET_DUMPABLE = 3
print(json.dumps([ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE), os.umask(0)]))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == [0, [0, 0], 0o077]
