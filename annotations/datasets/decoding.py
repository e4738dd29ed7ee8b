"""Bytes to text: UTF-8, or GB18030, which Chinese Windows and Excel still write. Pure.

Nothing is replaced and nothing is guessed from a few bytes: a text that is read wrongly
would be judged wrongly, and nobody would notice.
"""

import re

from annotations.datasets.limits import MAX_FILE_BYTES
from annotations.datasets.reading import UnreadableError, unreadable
from annotations.datasets.rows import Reason

UTF_8 = "utf-8"
GB18030 = "gb18030"
# Files that people take for tables, by their first bytes.
_KNOWN_OTHERS = (
    (b"\xff\xfe", Reason.UTF_16),
    (b"\xfe\xff", Reason.UTF_16),
    (b"\xd0\xcf\x11\xe0", Reason.OLD_EXCEL),
    (b"\x1f\x8b", Reason.PACKED),
    (b"7z\xbc\xaf", Reason.PACKED),
    (b"Rar!", Reason.PACKED),
    (b"PK", Reason.PACKED),
    (b"%PDF", Reason.NOT_TEXT),
    (b"\x89PNG", Reason.NOT_TEXT),
)
# Controls that no editor writes into a text; a NUL is told row by row, where it stands.
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FOREIGN = re.compile("[^\x00-\x7f]")
# Of the characters beyond ASCII, how many must be everyday Chinese: the bytes of other
# encodings make rare characters when they are read as GB18030.
_COMMON_SHARE = 0.9
_SAMPLE = 200_000


def read_text(file: str, data: bytes) -> str:
    """The file's text; a byte order mark, which Excel writes, is dropped."""
    return decode(file, data)[0]


def decode(file: str, data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding."""
    check_size(file, len(data))
    for start, reason in _KNOWN_OTHERS:
        if data.startswith(start):
            raise unreadable(file, reason)
    if _looks_like_utf_16(data[:2000]):
        raise unreadable(file, Reason.UTF_16)
    text, encoding = _decode(file, data)
    if not text.strip():
        raise unreadable(file, Reason.FILE_EMPTY)
    return text, encoding


def check_size(file: str, size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise unreadable(file, Reason.FILE_TOO_LARGE, limit=MAX_FILE_BYTES // 1024**2)


def _decode(file: str, data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError as error:
        fault = _not_utf_8(file, data, error)
    try:
        text = data.decode(GB18030)
    except UnicodeDecodeError:
        raise fault from None
    if not _is_plausible_chinese(text):
        raise fault
    return text, GB18030


def _not_utf_8(file: str, data: bytes, error: UnicodeDecodeError) -> UnreadableError:
    line = data.count(b"\n", 0, error.start) + 1
    return unreadable(file, Reason.NOT_UTF8, line=line)


def _is_plausible_chinese(text: str) -> bool:
    foreign = _FOREIGN.findall(text)[:_SAMPLE]
    if _CONTROLS.search(text) or not foreign:
        return False
    common = sum(len(character.encode("gb2312", "ignore")) == 2 for character in foreign)
    return common >= _COMMON_SHARE * len(foreign)


def _looks_like_utf_16(start: bytes) -> bool:
    """Without a byte order mark: every other byte of Latin text, digits and commas is NUL."""
    nuls = [start[place::2].count(0) for place in (0, 1)]
    return max(nuls) > len(start) // 16 and max(nuls) > 4 * min(nuls)
