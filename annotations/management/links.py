"""What the commands that make links share: the address and its QR code."""

from django.conf import settings
from django.core.management.base import CommandParser
from django.urls import reverse

from annotations.entrance.invitations import DAYS, Link
from annotations.entrance.qr import qr_text


def add_link_arguments(parser: CommandParser) -> None:
    parser.add_argument("--days", type=int, default=DAYS, help=f"valid for so long ({DAYS})")
    parser.add_argument("--qr", action="store_true", help="print the link as a QR code too")
    parser.add_argument(
        "--site",
        metavar="URL",
        default=settings.SITE_URL,
        help="where people reach the site (default: SITE_URL)",
    )


def describe(link: Link, *, site: str, qr: bool, sentence: str) -> str:
    """The link, which is shown this once."""
    address = site.rstrip("/") + reverse("account:join", kwargs={"token": link.token})
    lines = [sentence, address]
    if not site:
        lines.append("Put the address of the site in front of it, or set SITE_URL.")
    return "\n".join([*lines, *([qr_text(address)] if qr else [])])
