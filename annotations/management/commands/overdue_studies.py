from typing import Any

from django.core.management.base import BaseCommand

from annotations.retention.selectors import overdue_studies


class Command(BaseCommand):
    help = "List the studies whose time of keeping is over, the longest waiting first."

    def handle(self, **options: Any) -> None:
        found = list(overdue_studies())
        for study in found:
            self.stdout.write(f"{study.slug}: to be kept until {study.retain_until}")
        if found:
            self.stdout.write("Look first: manage.py purge_study SLUG --dry-run")
        else:
            self.stdout.write(self.style.SUCCESS("No study is past its time."))
