"""Who may take results away, and the record of every file that leaves."""

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.models import Export, Study, User


def require_member(study: Study, by: User | None) -> None:
    """Without ``by`` it is the operator, who works on the machine itself."""
    if by is not None and not study.members.filter(user=by).exists():
        raise AnnotationsError(_("Only the study's members may export its judgments."))


@transaction.atomic
def record_export(
    *,
    study: Study,
    by: User | None,
    what: str,
    filename: str,
    row_count: int,
    sha256: str,
    chain_head: str,
    profile: str = Export.Profile.PSEUDONYMISED,
) -> Export:
    """One row and one audit event for a file that is finished and about to leave."""
    record = Export.objects.create(
        study=study,
        actor=audit.actor_key(by),
        profile=profile,
        filename=filename,
        row_count=row_count,
        sha256=sha256,
        chain_head=chain_head,
    )
    audit.record(
        by=by,
        action=f"export.{what}",
        study=study,
        target=filename,
        data={
            "profile": str(profile),
            "rows": row_count,
            "sha256": sha256,
            "chain_head": chain_head,
        },
    )
    return record


def record_report(*, study: Study, by: User, filename: str, content: bytes) -> None:
    """An audit event for a piece of the report: it holds no single judgment."""
    data = {"sha256": sha256(content).hexdigest()}
    audit.record(by=by, action="export.report", study=study, target=filename, data=data)
