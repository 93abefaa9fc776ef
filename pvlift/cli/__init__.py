"""The command line: words in, a finished document out; the only room that prints or exits.

Imports report, study, scenario, facts and errors.

Only `main` stands here, and it imports inside its guard: Ctrl-C is a sentence from the start.
"""

__all__ = ["cli", "main"]


def main(args=None) -> None:
    """Entry point: no input shows a traceback."""
    import sys

    try:
        from pvlift.cli.command import answer

        code = answer(args)
    except KeyboardInterrupt:
        code = 1
        try:
            from pvlift.cli.bilingual import lang_of

            said = (
                "已中止" if lang_of(sys.argv[1:] if args is None else args) == "zh" else "stopped"
            )
            sys.stderr.write(f"{said}\n")
        except (KeyboardInterrupt, OSError, AttributeError):
            pass
    sys.exit(code)


def __getattr__(name):
    if name == "cli":
        from pvlift.cli.command import cli

        return cli
    raise AttributeError(f"module 'pvlift.cli' has no attribute {name!r}")
