"""Make a bundle and record it: for the command, and for the worker that a page asks."""

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.analysis.unblinding import require_unblinded
from annotations.exceptions import AnnotationsError
from annotations.exports.bundle.archive import file_sha256
from annotations.exports.bundle.profiles import Profile, Terms
from annotations.exports.bundle.services import Progress, is_blinded, write_bundle
from annotations.exports.recording import record_export, require_member
from annotations.models import Export, Study, User


def terms_of(study: Study, profile: Profile) -> Terms:
    """A study says at its start whether its answers may be handed out."""
    return Terms(profile, with_answers=study.export_responses)


def bundle_filename(study: Study, profile: Profile) -> str:
    kind = "blinded-bundle" if is_blinded(study) else "bundle"
    return f"{study.slug}-{kind}-{profile}.zip"


def require_bundle(study: Study, profile: Profile) -> None:
    """From the freeze on; what names raters only once it can name systems too."""
    if not is_blinded(study):
        require_unblinded(study)
    elif profile == Profile.IDENTIFIED:
        raise AnnotationsError(_("The raters' names are in no bundle before the unblinding."))


def export_bundle(
    *,
    study: Study,
    by: User | None,
    profile: Profile,
    path: Path,
    progress: Progress = lambda done, of: None,
) -> Export:
    """Write the file, then record it, then let it be seen under its name.

    Refused before the freeze, and until the unblinding it is the blinded one. Repeating it gives
    the same bytes and another record.
    """
    require_member(study, by)
    require_bundle(study, profile)
    filename = bundle_filename(study, profile)
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
                filename=filename,
                profile=profile,
                row_count=written.row_count,
                sha256=file_sha256(half),
                chain_head=written.chain_head,
            )
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return record
