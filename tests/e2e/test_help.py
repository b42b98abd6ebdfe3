"""`--help` is complete: every command of the specification, each with its options and an example that would run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from jitdesk.cli.program import commands
from tests.e2e.terminal import Terminal

OPTIONS = {
    "open": set(),
    "init": {"--team", "--member", "--state", "--authority", "--function"},
    "enrol": {"--member", "--state", "--authority", "--function", "--card"},
    "card": set(),
    "fingerprint": set(),
    "admit": {"--fingerprint", "--role"},
    "device": {"--json"},
    "revoke": {"--reason", "--keep"},
    "end": {"--reason", "--keep"},
    "block": {"--off"},
    "rekey": {"--function"},
    "compartment": {"--reader"},
    "add": {"--compartment", "--from"},
    "set": set(),
    "show": {"--json", "--history", "--custody", "--reason"},
    "list": {"--json"},
    "search": {"--limit", "--json"},
    "attach": set(),
    "extract": {"--reason"},
    "bring": {"--kind", "--map", "--sheet", "--compartment", "--dates", "--reason", "--accept", "--json"},
    "take": {"--only", "--compartment", "--reason"},
    "export": {"--to", "--outside", "--compartment"},
    "disclosures": {"--record", "--member", "--json", "--csv"},
    "move": {"--compartment"},
    "preview": {"--json"},
    "mailbox": {"--accept", "--json"},
    "import": {"--trust", "--only", "--json"},
    "quarantine": {"--accept", "--refuse", "--json"},
    "undo": set(),
    "report": {"--json"},
    "conflicts": {"--json"},
    "settle": {"--take", "--value"},
    "check": {"--json"},
    "compared": {"--against"},
    "not-a-name": set(),
    "letter": {"--document", "--language", "--letterhead", "--reason", "--second-language"},
    "state": {"--source", "--as-of", "--json"},
    "instrument": {"--answer", "--source", "--note", "--json"},
    "translation": {"--json"},
    "status": {"--json"},
    "versions": {"--compare", "--supplement", "--json"},
    "ics": set(),
    "register": set(),
    "readback": {"--accept", "--all", "--json"},
    "erase": {"--reason", "--accept", "--refuse", "--number", "--json"},
    "verify": {"--json"},
    "dump": set(),
    "recovery": {"--shares"},
    "recover": {"--drill"},
    "passphrase": {"--new-passphrase-file", "--new-keys"},
    "forget-keychain": set(),
}


def test_the_list_is_whole_and_cuts_no_sentence_short(tmp_path: Path) -> None:
    done = Terminal(tmp_path).run("--help", passphrase_file=None)
    assert done.status == 0
    listed = re.findall(r"^  ([a-z-]+)  +(\S.*)$", done.out, re.MULTILINE)
    assert OPTIONS.keys() <= {name for name, _ in listed}
    assert all(text.endswith(".") and not text.endswith("...") for _, text in listed)


@pytest.mark.parametrize("name", OPTIONS)
def test_the_options_are_those_of_the_specification(name: str) -> None:
    options = [parameter for parameter in commands.commands[name].params if isinstance(parameter, click.Option)]
    assert {opt for option in options for opt in option.opts} == OPTIONS[name]
    assert all(option.help for option in options)


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_shows_an_example_that_can_be_typed(name: str) -> None:
    example = re.search(r"Example: jitdesk (.*)", commands.commands[name].help or "")
    assert example
    called, *arguments = shlex.split(example[1])
    assert called == name
    commands.commands[name].make_context(name, arguments)  # raises UsageError for what the command does not take
