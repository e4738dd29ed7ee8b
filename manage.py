#!/usr/bin/env python
"""Django's command line for HuatuoEval."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(
            f"{error}. Run this with .venv/bin/python, which 'make demo' or 'make test' makes."
        )
    if sys.argv[1:2] == ["demo"]:
        _enter_demo_mode()
    execute_from_command_line(sys.argv)


def _enter_demo_mode() -> None:
    """Before settings are read: in demo mode secrets come from var/, made here at first start."""
    os.environ.setdefault("DEMO", "1")
    from evalsite.embedded import EmbeddedError
    from evalsite.embedded.state import State
    from evalsite.env import VAR_DIR

    try:
        State(VAR_DIR).prepare()
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
