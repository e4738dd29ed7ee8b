"""Filters for templates: presentation only."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def language_tag(language: str) -> str:
    """A language code as HTML writes it: ``zh-hans`` becomes ``zh-Hans``."""
    return "zh-Hans" if language == "zh-hans" else language


@register.filter
def in_language(texts: Mapping[str, str]) -> str:
    """The text in the page's language, of a JSON object with one for each."""
    return texts.get(get_language() or "en") or texts.get("en", "")
