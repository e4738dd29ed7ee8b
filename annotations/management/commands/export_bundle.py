from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotations.exports.bundle.profiles import Profile
from annotations.exports.bundles import bundle_filename, export_bundle
from annotations.management.studies import StudyCommand
from annotations.models import Study, User


class Command(StudyCommand):
    help = (
        "Write the bundle of an unblinded study: one ZIP with all its data, the codebook, the "
        "results, and scripts with which anybody can check them. Of a study that is frozen and "
        "still blinded it holds only what tells no system. The same study gives the same "
        "bytes, however often and wherever."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--profile",
            choices=list(Profile),
            default=Profile.PSEUDONYMISED.value,
            help="identified names the raters; deidentified leaves out what they typed and "
            "coarsens times to days",
        )
        parser.add_argument("--output", metavar="FILE", help="where to write (default: here)")
        parser.add_argument("--overwrite", action="store_true", help="replace a file that is there")

    def perform(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        profile = Profile(options["profile"])
        path = Path(options["output"] or bundle_filename(study, profile))
        if path.exists() and not options["overwrite"]:
            raise CommandError(f"{path} exists. Add --overwrite, or name another with --output.")
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}.")
        record = export_bundle(study=study, by=by, profile=profile, path=path)
        return f"Wrote {path}: {record.row_count} rows, SHA-256 {record.sha256}."
