from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotations.exceptions import AnnotationsError
from evalsite.demo.loading import REAL_MODEL, SCRIPTED, load_demo


class Command(BaseCommand):
    help = "Load the demo study and its people; repeating it changes nothing."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is loaded in demo mode only: set DEMO=1.")
        if not settings.SCRIPTED_URL:
            raise CommandError(
                "SCRIPTED_URL is not set: run 'python -m evalsite.scripted' and give its address."
            )
        try:
            source = REAL_MODEL if settings.DEMO_WITH_REAL_MODEL else SCRIPTED
            demo = load_demo(scripted_url=settings.SCRIPTED_URL, source=source)
        except AnnotationsError as error:
            raise CommandError(str(error)) from error
        verb = "Made" if demo.is_new else "Found"
        self.stdout.write(self.style.SUCCESS(f"{verb} the study {demo.study.slug!r}."))
