"""Run the whole site on this machine with a demo study: ``make demo``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalsite.embedded import EmbeddedError
from evalsite.embedded.state import State
from evalsite.embedded.supervisor import Supervisor
from evalsite.env import VAR_DIR


class Command(BaseCommand):
    help = "Start database, broker, worker and web server, load a demo study, and say where it is."
    requires_system_checks: list[str] = []  # its database starts later

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port of the page (8000)")
        parser.add_argument(
            "--real-model",
            action="store_true",
            help="ask a real, very small language model in place of the scripted one",
        )

    def handle(self, *, port: int, real_model: bool, **options: Any) -> None:
        try:
            Supervisor(State(VAR_DIR.resolve()), port, self._say, real_model).run()
        except EmbeddedError as error:
            raise CommandError(str(error)) from error

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()  # seen at once when the output is a pipe
