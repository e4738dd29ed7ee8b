#!/usr/bin/env python
"""Django's command line for HuatuoEval."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    if sys.argv[1:2] == ["demo"]:
        # Before settings are read: in demo mode secrets come from var/ instead of stopping the start.
        os.environ.setdefault("DEMO", "1")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(
            f"{error}. Run this with .venv/bin/python, which 'make demo' or 'make test' makes."
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
