"""The command line: flask --app app <command>. One module a group of commands; each ends with a sentence or a table."""

from flask import Flask

from commands import asking, loading, simulating, users


def register(app: Flask) -> None:
    """Add every command to the application."""
    for module in (asking, loading, simulating, users):
        module.register(app)
