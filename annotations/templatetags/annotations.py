"""Filters for templates: presentation only."""

from django import template

register = template.Library()


@register.filter
def language_tag(language: str) -> str:
    """A language code as HTML writes it: ``zh-hans`` becomes ``zh-Hans``."""
    return "zh-Hans" if language == "zh-hans" else language
