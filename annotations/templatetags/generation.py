"""Filters for the pages about systems and generation: presentation only."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from annotations.blinding.leak_sentences import SENTENCES
from annotations.blinding.redaction import Leak
from annotations.generation.failures import sentence
from annotations.judging.durations import in_words

register = template.Library()


@register.filter
def money(amount: Decimal | None) -> str:
    """An amount as short as it can be read; currencies are the researcher's own."""
    if amount is None:
        return "–"
    places = 2 if amount >= 1 or amount == 0 else 4 if amount >= Decimal("0.01") else 6
    return number_format(round(amount, places), places, use_l10n=False)


@register.filter
def waiting_time(seconds: float | None) -> str:
    """Seconds below a minute, then minutes and hours."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("%(seconds)s s") % {
            "seconds": f"{seconds:.1f}" if seconds < 10 else round(seconds)
        }
    return in_words(seconds)


@register.filter
def leak_sentence(leak: Leak) -> str:
    return str(SENTENCES[leak.reason])


@register.filter
def failure_sentence(code: str) -> str:
    return sentence(code)
