"""The program's start: which of its two faces is asked for; each is loaded only when it is."""

from __future__ import annotations

import sys

from jitdesk import __version__


def main() -> int:
    """The window without arguments, else the terminal; returns the exit status."""
    try:
        return _chosen(sys.argv[1:])
    except KeyboardInterrupt:  # while it loads: the terminal says this itself once it runs
        return _interrupted()


def _chosen(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        print(f"jitdesk {__version__}")  # noqa: T201
        return 0
    if not arguments:
        return window([])
    from jitdesk.cli.program import run

    return run(arguments, window)


def _interrupted() -> int:
    from jitdesk.kernel import words
    from jitdesk.system import resources

    words.install(resources.words())
    print(words.say("job.cancelled"), file=sys.stderr)  # noqa: T201
    return 1


def window(arguments: list[str]) -> int:
    """Open the window, on the desk named in `arguments` or on the last one; where the system cannot show one, say why."""
    from jitdesk import bootstrap

    bootstrap.start("window")  # before Qt, which slows every import after its own
    from jitdesk.ui import preflight

    problem = preflight.problem()
    if problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1
    from jitdesk.ui.app import main as show

    return show(arguments)


if __name__ == "__main__":
    sys.exit(main())
