"""Filters and figures for templates: presentation only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from annotations.judging.durations import in_words
from annotations.models import Item
from annotations.preferences import TEXT_SIZES, Preferences, read_preferences

register = template.Library()


@register.simple_tag
def shared_idle_minutes() -> int:
    """After how long a page on a shared computer is locked."""
    return settings.SHARED_IDLE_MINUTES


@register.filter
def percent(share: float | None) -> str:
    """A share in whole per cent, without the sign: where it stands differs by language."""
    return str(round(100 * (share or 0)))


@register.filter
def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign and a true minus."""
    value = round(100 * share)
    return f"+{value}" if value > 0 else f"\N{MINUS SIGN}{-value}" if value else "0"


@register.filter
def duration(seconds: float | None) -> str:
    """A working time as people say it."""
    return in_words(seconds or 0)


@register.filter
def task_type(kind: str) -> str:
    """The name of a kind of item."""
    return str(Item.Kind(kind).label)


@register.filter
def language_tag(language: str) -> str:
    """A language code as HTML writes it: ``zh-hans`` becomes ``zh-Hans``."""
    return "zh-Hans" if language == "zh-hans" else language


@register.filter
def in_language(texts: Mapping[str, str]) -> str:
    """The text in the page's language, of a JSON object with one for each."""
    return texts.get(get_language() or "en") or texts.get("en", "")


@register.filter
def preferences(user: Any) -> Preferences:
    """How this person likes to read; as usual for somebody who is not signed in."""
    return read_preferences(getattr(user, "preferences", None))


@register.simple_tag(takes_context=True)
def reading_attributes(context: Mapping[str, Any]) -> SafeString:
    """What the page's styles and script go by, for its root element."""
    own = preferences(context.get("user"))
    attributes = {
        "data-size": own.text_size if own.text_size != TEXT_SIZES[0] else "",
        "data-theme": own.theme if own.theme != "system" else "",
        "data-keys": "" if own.keys_on else "off",
    }
    return format_html_join("", ' {}="{}"', ((k, v) for k, v in attributes.items() if v))


@register.simple_tag
def text_sizes() -> str:
    """The steps of the text size, for the script."""
    return " ".join(map(str, TEXT_SIZES))


@register.filter
def key_of(shortcuts: Iterable[Any], command: str) -> str:
    """The key that calls a command, as it is printed on a keyboard; nothing if it has none."""
    return next((each.key.upper() for each in shortcuts or () if each.command == command), "")
