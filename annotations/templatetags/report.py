"""The report's figures in a page: drawn in its own colours."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from annotations.analysis.drawing.svg import PAGE, SHEET
from annotations.analysis.telling import words as told
from annotations.analysis.telling.frame import Figure

register = template.Library()


@register.simple_tag
def drawn(figure: Figure) -> SafeString:
    """Everything written in it was escaped when it was drawn."""
    return mark_safe(figure.draw(PAGE) if figure.draw else "")


@register.simple_tag
def drawn_for_file(figure: Figure) -> SafeString:
    """The same in fixed colours, for a file of pages that no style of the site reaches."""
    return mark_safe(figure.draw(SHEET) if figure.draw else "")


@register.filter
def limits(interval: object) -> str:
    return told.span(interval, told.decimal)


@register.filter
def share(value: float) -> str:
    return told.percent(value)


@register.filter
def in_points(value: float | None) -> str:
    """As the report writes win differences."""
    return told.DASH if value is None else told.exact(value)


@register.filter
def signed(value: float) -> str:
    return told.decimal(value)


@register.filter
def words(listed: str) -> list[str]:
    return listed.split()


@register.filter
def named(names: dict[str, str], key: str) -> str:
    """What a key is called, or the key itself."""
    return names.get(key, key)


@register.filter
def nth(names: list[str], position: int) -> str:
    return names[position]
