"""The terminal: parses what was typed, runs it through the services, and ends in one sentence and one exit status."""

from __future__ import annotations

import click

from jitdesk import __version__, bootstrap
from jitdesk.cli import (
    bring,
    demo,
    desk,
    erasing,
    exchange,
    keys,
    leaving,
    letters,
    life,
    mailbox,
    output,
    quarantine,
    readback,
    records,
    sharing,
    states,
    translations,
    upkeep,
    versions,
)
from jitdesk.cli.opening import Terminal, Window
from jitdesk.kernel.errors import JITDeskError
from jitdesk.kernel.words import say


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="jitdesk", message="%(prog)s %(version)s")
@click.option("--passphrase-file", metavar="FILE", help="Read the passphrase from the first line of FILE (-: standard input).")
@click.pass_context
def commands(context: click.Context, passphrase_file: str | None) -> None:
    """JITDesk, the desk of a Joint Investigation Team. Without arguments it opens its window."""
    context.obj = Terminal(passphrase_file, context.obj)


for _module in (
    desk,
    leaving,
    records,
    bring,
    exchange,
    mailbox,
    quarantine,
    sharing,
    erasing,
    letters,
    readback,
    translations,
    life,
    versions,
    states,
    keys,
    upkeep,
    demo,
):
    for _command in _module.COMMANDS:
        commands.add_command(_command)


def run(arguments: list[str], window: Window) -> int:
    """Run one command; returns its status: 0 done, 1 refused, 2 usage, 3 damaged, 4 not unlocked. `window` opens the window on a desk."""
    output.prepare()
    try:
        bootstrap.start("terminal")
        return commands.main(arguments, prog_name="jitdesk", obj=window, standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except JITDeskError as error:
        output.error(str(error))
        return error.status
    except (click.exceptions.Abort, KeyboardInterrupt):
        sentence = say("job.cancelled")
    except UnicodeEncodeError:  # bytes that are no text reach Python as half characters, which nothing can keep
        sentence = say("terminal.no_text")
    except RecursionError:
        sentence = say("terminal.nested")
    except OSError as error:
        output.let_go()
        sentence = say("terminal.system", name=error.filename or "-", reason=error.strerror or type(error).__name__)
    except Exception as error:  # the boundary of the program: a person is never shown a traceback
        sentence = say("job.unexpected", code=bootstrap.report(error))
    output.error(sentence)
    return 1
