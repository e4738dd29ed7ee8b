"""Make a bundle and record it: for the command, and for the worker that a page asks."""

from pathlib import Path

from django.db import transaction

from annotations.exports.bundle.archive import file_sha256
from annotations.exports.bundle.profiles import Profile, Terms
from annotations.exports.bundle.services import Progress, write_bundle
from annotations.exports.recording import record_export, require_member
from annotations.models import Export, Study, User


def terms_of(study: Study, profile: Profile) -> Terms:
    """A study says at its start whether its answers may be handed out."""
    return Terms(profile, with_answers=study.export_responses)


def bundle_filename(study: Study, profile: Profile) -> str:
    return f"{study.slug}-bundle-{profile}.zip"


def export_bundle(
    *,
    study: Study,
    by: User | None,
    profile: Profile,
    path: Path,
    progress: Progress = lambda done, of: None,
) -> Export:
    """Write the file, then record it, then let it be seen under its name.

    Refused before the unblinding. Repeating it gives the same bytes and another record.
    """
    require_member(study, by)
    half = path.with_name(f".{path.name}.half")
    try:
        with half.open("w+b") as target:
            half.chmod(0o600)
            written = write_bundle(study, terms_of(study, profile), target, progress)
        with transaction.atomic():
            record = record_export(
                study=study,
                by=by,
                what="bundle",
                filename=bundle_filename(study, profile),
                profile=profile,
                row_count=written.row_count,
                sha256=file_sha256(half),
                chain_head=written.chain_head,
            )
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return record
