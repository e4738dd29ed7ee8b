"""Encrypt the stored keys of endpoints with a new FIELD_KEY."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.exceptions import AnnotationsError
from annotations.generation.keys import rotate_keys


class Command(BaseCommand):
    help = (
        "Encrypt every endpoint's key anew with FIELD_KEY; FIELD_KEY_OLD names the former keys"
        " (comma-separated). Afterwards FIELD_KEY_OLD can be removed."
    )

    def handle(self, **options: Any) -> None:
        try:
            count = rotate_keys(by=None)
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            self.style.SUCCESS(
                f"Keys encrypted with the present FIELD_KEY: {count} of {count}."
                " FIELD_KEY_OLD is needed no longer."
            )
        )
