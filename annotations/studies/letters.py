"""The head of the chain in a mailbox, where nobody who can write to the database changes it."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from annotations.models import AuditEvent, Study, User


def send_freeze_letters(study_id: int) -> int:
    """To everybody who runs the study, in their language; says how many letters it was."""
    study = Study.objects.get(pk=study_id)
    freeze = study.audit_events.filter(action="study.freeze").order_by("-sequence").first()
    readers = User.objects.filter(
        memberships__study=study,
        memberships__role__in=["researcher", "administrator"],
        email__isnull=False,
        is_active=True,
    )
    if freeze is None:
        return 0
    for reader in readers.order_by("pk"):
        with translation.override(reader.language or settings.LANGUAGE_CODE):
            subject, text = freeze_letter(study, freeze)
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [reader.email])
    return len(readers)


def freeze_letter(study: Study, freeze: AuditEvent) -> tuple[str, str]:
    subject = _("The study %(study)s is frozen") % {"study": study.slug}
    text = _(
        "Keep this letter: with it anybody can tell later whether a judgment was changed, removed "
        "or added.\n\n"
        "Study: %(study)s\n"
        "Judgments handed in, all revisions: %(count)s\n"
        "Head of their chain: %(head)s\n"
        "Head of the audit log at the freeze: %(audit)s\n"
        "Protocol (SHA-256): %(protocol)s\n\n"
        "manage.py verify_ledger %(study)s --head %(head)s computes it again."
    )
    values = {
        "study": study.slug,
        "count": freeze.data["submissions"],
        "head": freeze.data["chain_head"] or "–",
        "audit": freeze.hash,
        "protocol": study.protocol_sha256,
    }
    return subject, text % values
