"""The command line."""

from pvlift.cli.command import cli, main

__all__ = ["cli", "main"]
