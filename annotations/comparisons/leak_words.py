"""The scan's stable reasons, put into words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, Promise] = {
    "self_description": _("calls itself a machine"),
    "not_human": _("says that it is not human"),
    "training": _("speaks of its training or limits"),
    "maker": _("says who made it"),
    "generated": _("says that a machine wrote this"),
    "addressed": _("is spoken to as a machine"),
    "vendor_name": _("name of a maker"),
    "model_name": _("name of a language model"),
    "study_name": _("name of one of the study's systems"),
}
