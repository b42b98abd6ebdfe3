"""The proofs: what is promised, the bar it must reach, and the function that measures it (`python3 dev.py prove [NAME…]`)."""

from __future__ import annotations

from benchmarks.proof import Figure as Figure
from benchmarks.proof import Proof as Proof

from benchmarks import attachments, bilingual, bundles, findings, importing, letters, logs, long_tests, register, scale, startup, team  # isort: skip

PROOFS: tuple[Proof, ...] = (
    Proof("merge", "merge commutative, associative, idempotent, any order", "all pass", long_tests.merging),
    Proof("converge", "three desks, any order, replays and losses: the same rows, rebuild == live", "all pass", long_tests.converging),
    Proof(
        "adversarial",
        "every byte flipped, every length cut, in every layer: refused, or the same signed lines",
        "all pass",
        long_tests.adversarial,
    ),
    Proof(
        "fuzz",
        "every parser of outside bytes, half an hour of altered examples: refused, or taken as written",
        "all pass",
        long_tests.fuzzing,
    ),
    Proof(
        "decisions",
        "random acceptances in part, refusals, undos, gaps and forks: rebuild == live, undone and accepted again as never undone",
        "all pass",
        long_tests.deciding,
    ),
    Proof("crash", "kill -9 at 20 system calls of an import, and 20 of an export: as before or as after", "all pass", long_tests.crashing),
    Proof("erasing", "random orders to erase on three desks: what was erased is gone, the rest agrees", "all pass", long_tests.erasing),
    Proof("crash-erasing", "kill -9 at 20 system calls of an erasure: as before or as after", "all pass", long_tests.crashing_erasures),
    Proof(
        "crash-keys",
        "kill -9 while keys or passphrase change: the old open the desk, or the new",
        "all pass",
        long_tests.crashing_keys,
    ),
    Proof(
        "machine",
        "three to six desks, 12,000 random steps, losses, kills, old copies: equal rows, rebuild == live, nothing typed is gone",
        "all pass",
        long_tests.team,
    ),
    Proof("import-new", "import of 100,000 changes that make 20,000 records", "≤ 2.5 x the floor", importing.new_records),
    Proof("import-edits", "import of 100,000 edits over 20,000 records", "≤ 4 x the floor", importing.edits),
    Proof("import-memory", "memory of an import above an idle desk", "< 150 MB", importing.memory),
    Proof("growth", "import of 10,000 changes beside 1,000,000, against 100,000", "≤ 2 x new records, ≤ 4 x edits", logs.growth),
    Proof("export", "export of a log of 100,000 changes", "≤ 2 x the floor", logs.exported),
    Proof("verify", "verification of a log of 100,000 changes, the projection apart", "≤ 1.5 x the floor", logs.verified),
    Proof("rebuild", "the projection of 100,000 changes made anew", "≤ 1.2 x an import of the same", logs.rebuilt),
    Proof(
        "team",
        "50 devices, 200,000 records, two years of bundles, 20 % lost",
        "the importers agree, under 2 h",
        team.figure,
    ),
    Proof("loro", "the same edits merged by loro (a peer)", "none", importing.loro),
    Proof("open", "keys to the first 50 tasks at 100,000 records", "≤ 1.3 x + 10 ms of that at 1,000", scale.opening_time),
    Proof("search", "200 searches over 100,000 accounts", "95th percentile < 50 ms, sum ≤ 3 x the bare statement", scale.searches),
    Proof("lists", "first page of a list of 100,000, in any offered order", "≤ 30 ms", scale.first_pages),
    Proof("resident", "resident memory after unlock, 100,000 records", "< 150 MB", scale.resident),
    Proof("attachments", "attach and extract of 1 GiB", "≥ 1 x the age command", attachments.figure),
    Proof("bundle", "a bundle with 1 GiB of attachments, written and taken in", "≥ 0.5 x the age command", bundles.figure),
    Proof("letter", "one letter, twenty times", "≤ 1.5 x bare python-docx", letters.figure),
    Proof("bilingual", "a letter in two languages of twelve pages and more, five times", "≤ 1.5 x bare python-docx", bilingual.figure),
    Proof("register", "the register of 10,000 requests: first page in any order, any filter", "≤ 30 ms, ≤ 100 ms", register.figure),
    Proof("findings", "all findings of one request, much around it", "< 10 ms", findings.figure),
    Proof("first-paint", "first paint of the unlock screen under Xvfb", "≤ 2 x a bare PySide6 window", startup.first_paint),
)
