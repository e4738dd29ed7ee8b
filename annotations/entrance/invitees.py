"""A pasted list of people: one a line, as a table's columns or as words. Pure.

Fields are told apart by what they look like and not by their place, because nobody reads how a
list has to look before pasting one.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MOST_LINES = 200
LONGEST_NAME = 120
MOST_PAIRS = 1_000_000
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# What Chinese and European lists put between columns; a table's cells come with tabs.
_COLUMNS = re.compile("[,\t;]")
_SPECIALTIES = re.compile("[/|、]")
_HEADINGS = {
    "name",
    "姓名",
    "e-mail",
    "email",
    "mail",
    "邮箱",
    "电子邮箱",
    "specialty",
    "specialties",
}


class Fault(StrEnum):
    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    BAD_MAIL = "bad_mail"
    TWO_MAILS = "two_mails"
    SAME_MAIL = "same_mail"
    BAD_QUOTA = "bad_quota"
    TWO_NUMBERS = "two_numbers"
    TOO_MANY = "too_many"
    # Known only where the study is.
    KNOWN = "known"
    RUNS_IT = "runs_it"
    NO_SEAT = "no_seat"


@dataclass(frozen=True)
class Invitee:
    """One person of a list; ``line`` counts from 1."""

    line: int
    name: str
    email: str = ""
    specialties: tuple[str, ...] = ()
    quota: int | None = None


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be taken, and why."""

    line: int
    text: str
    fault: Fault


def read_invitees(text: str) -> tuple[list[Invitee], list[BadLine]]:
    """All good lines and all bad ones; empty lines, and a line of headings, are neither."""
    found: list[Invitee] = []
    bad: list[BadLine] = []
    mails: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        fields = _fields(line)
        if not any(fields) or (not found and not bad and _is_heading(fields)):
            continue
        read = _too_many(found, bad) or _invitee(number, fields, mails)
        if isinstance(read, Invitee):
            found.append(read)
            mails.add(read.email)
        elif len(bad) < MOST_LINES:
            bad.append(BadLine(number, line.strip()[:80], read))
    return found, bad


def _too_many(found: list[Invitee], bad: list[BadLine]) -> Fault | None:
    return Fault.TOO_MANY if len(found) + len(bad) >= MOST_LINES else None


def _fields(line: str) -> list[str]:
    # Digits, letters and commas as a Chinese keyboard may write them.
    line = unicodedata.normalize("NFKC", line).strip()
    if not _COLUMNS.search(line):
        return _by_words(line.split())
    separator = next(iter(_COLUMNS.findall(line)))
    return [field.strip() for field in next(csv.reader([line], delimiter=separator), [])]


def _by_words(words: list[str]) -> list[str]:
    """A name of several words ends at an address or a number; a Chinese one is one word."""
    if not words or _CHINESE.search(words[0]):
        return words
    end = next((at for at, word in enumerate(words) if "@" in word or _is_number(word)), len(words))
    return [" ".join(words[:end]), *words[end:]]


def _is_number(word: str) -> bool:
    return word.lstrip("-").isdecimal()


def _is_heading(fields: list[str]) -> bool:
    return fields[0].lower() in _HEADINGS and not any("@" in field for field in fields)


def _invitee(line: int, fields: list[str], mails: set[str]) -> Invitee | Fault:
    name, rest = fields[0], [field for field in fields[1:] if field]
    addresses = [field for field in rest if "@" in field]
    numbers = [field for field in rest if _is_number(field)]
    if not name or "@" in name or _is_number(name):
        return Fault.NO_NAME
    if len(name) > LONGEST_NAME:
        return Fault.LONG_NAME
    email = addresses[0].lower() if addresses else ""
    if fault := _mail_fault(addresses, email, mails) or _quota_fault(numbers):
        return fault
    words = [field for field in rest if field not in (*addresses, *numbers)]
    specialties = [part.strip() for field in words for part in _SPECIALTIES.split(field)]
    return Invitee(
        line,
        name,
        email,
        tuple(dict.fromkeys(part for part in specialties if part)),
        int(numbers[0]) if numbers else None,
    )


def _mail_fault(addresses: list[str], email: str, mails: set[str]) -> Fault | None:
    if len(addresses) > 1:
        return Fault.TWO_MAILS
    if email and not _MAIL.fullmatch(email):
        return Fault.BAD_MAIL
    return Fault.SAME_MAIL if email and email in mails else None


def _quota_fault(numbers: list[str]) -> Fault | None:
    if len(numbers) > 1:
        return Fault.TWO_NUMBERS
    return Fault.BAD_QUOTA if numbers and not 1 <= int(numbers[0]) <= MOST_PAIRS else None
