"""Why words were found that tell who wrote an answer, for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.blinding.redaction import Reason

SENTENCES: dict[Reason, Promise] = {
    Reason.SELF_DESCRIPTION: _("says that a machine wrote it"),
    Reason.NOT_HUMAN: _("says that no human wrote it"),
    Reason.TRAINING: _("speaks of its training"),
    Reason.MAKER: _("names who made it"),
    Reason.GENERATED: _("says by what the text was generated"),
    Reason.ADDRESSED: _("says to what one is talking"),
    Reason.VENDOR_NAME: _("names a vendor of language models"),
    Reason.MODEL_NAME: _("names a language model"),
    Reason.STUDY_NAME: _("names one of this study's systems"),
}
