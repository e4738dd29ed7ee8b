"""QR codes of our own addresses, drawn by the server."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """SVG with attributes only, so that it stands in a page with a strict content policy.

    Dark on light in every colour scheme: many readers cannot read it the other way round.
    """
    drawn = segno.make(address, error="m", micro=False)
    # segno escapes nothing because it writes nothing of the address: only modules as a path.
    return mark_safe(drawn.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True))


def qr_text(address: str) -> str:
    """For a terminal."""
    out = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(out=out, border=2, compact=True)
    return out.getvalue()
