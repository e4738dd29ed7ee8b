"""What in a text looks like the identity of a patient. Pure: no Django, no I/O.

A warning for the researcher who imports it, never a refusal: a made-up case may have a name,
and no list of patterns finds every real one. Doses, laboratory values, codes of diseases and dates
of visits are everyday medicine and must not cry wolf, so most patterns want a label beside them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from annotations.datasets.identity_words import (
    COMMON_SURNAMES,
    DOUBLE_SURNAMES,
    NO_NAMES,
    NUMBER_LABELS,
    SURNAMES,
)


class Identity(StrEnum):
    """What was found."""

    ID_CARD = "id_card"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    HOSPITAL_NUMBER = "hospital_number"


@dataclass(frozen=True)
class Finding:
    """One place in a text."""

    kind: Identity
    start: int
    end: int


_CONTEXT = 8
_DIGIT = re.compile("[0-9]")
_FULL_WIDTH = {0xFF10 + digit: ord("0") + digit for digit in range(10)} | {
    ord("＠"): ord("@"),
    ord("－"): ord("-"),
}
# Looked for first: most texts have none of these, and a dozen patterns need not try.
_IS_FULL_WIDTH = re.compile("[０-９＠－]")
_LONG_NUMBER = re.compile(r"[0-9][0-9 ()-]{5}")
# The first two digits of an identity card: provinces and the like.
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55))
).union(range(61, 66), (71, 81, 82, 83))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_CARD = re.compile(r"(?<![0-9A-Za-z.])([1-9]\d{16}[\dXx]|[1-9]\d{14})(?![0-9A-Za-z])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,}")
_MOBILE = re.compile(
    r"(?:(?<![0-9A-Za-z.,])|(?<=\+86))1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z]|[.,]\d)"
)
_LANDLINE = re.compile(r"(?<![0-9A-Za-z.-])\(?0\d{2,3}(?:\)|-) ?[2-9]\d{6,7}(?![0-9A-Za-z-])")
_LABELLED_PHONE = re.compile(
    r"(?:电话|手机|联系方式|\b(?:tel|phone|mobile)\b)[^0-9\n+]{0,8}(\+?\d[\d ()-]{5,18}\d)", re.I
)
_DATE = (
    r"(?:\d{4}[-/.年]\s?\d{1,2}(?:[-/.月]\s?\d{1,2}日?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? \d{4}|[A-Z][a-z]{2,8} \d{1,2},? \d{4})"
)
_BIRTH = re.compile(
    r"(?:出生日期|出生年月日?|生日|出生于|生于|(?i:\bdate of birth|\bd\.?o\.?b\b\.?|\bborn on))"
    rf"\s*(?:是|为)?\s*[:：]?\s*{_DATE}"
)
_CHART_NUMBER = re.compile(
    rf"(?:{NUMBER_LABELS}|(?i:\bMRN|\bmedical record (?:no|number|#)"
    r"|\bhospital (?:no|number)|\bpatient (?:id|no|number)))"
    r"\s*(?:是|为)?[.:：#]{0,2}\s*(?!\d{4}年)[A-Za-z]{0,3}-?\d{4,}"
)
# 某 and crosses stand where somebody has taken the name out already; patients call their doctors.
_GIVEN = r"[\u4e00-\u9fa5]"
_ANY_NAME = rf"((?:{DOUBLE_SURNAMES}){_GIVEN}{{1,2}}|[{SURNAMES}]{_GIVEN}{{1,2}})"
_COMMON_NAME = rf"((?:{DOUBLE_SURNAMES}){_GIVEN}{{1,2}}|[{COMMON_SURNAMES}]{_GIVEN}{{1,2}})"
_END = r"(?=\s*(?:$|[,，。;；、.)）(（\n]|\s(?!\S*:)|男|女|先生|女士|性别|年龄|\d{1,3}\s*岁))"
_LABELLED_NAME = re.compile(
    rf"(?:姓\s?名|联系人|家属姓名)\s*[:：]\s*{_ANY_NAME}{_END}",
    re.M,
)
_SPOKEN_NAME = re.compile(
    rf"(?:患者|病人|病员)\s*(?:[:：]|为|是|叫)?\s*{_COMMON_NAME}"
    r"(?=\s*[,，、(（]?\s*(?:男|女)(?:性)?[\s,，。、;；)）\d])"
)
_COLON_NAME = re.compile(
    rf"(?:患者|病人|病员)\s*[:：]\s*{_COMMON_NAME}"
    r"(?=\s*(?:$|[,，;；\n]))",
    re.M,
)
_FIRST_NAME = re.compile(
    rf"(?:^|(?<=[。\n；]))\s*{_COMMON_NAME}"
    r"(?=[,，、 ]\s?(?:男|女)性?[,，、 ]\s?\d{1,3}\s?岁)",
    re.M,
)
_LATIN_NAME = re.compile(
    # "Drug name:" is none.
    r"(?:(?<![A-Za-z] )(?<![A-Za-z])|(?<=[Pp]atient )|(?<=[Ff]ull ))"
    r"(?:[Nn]ame|[Pp]atient|NAME|PATIENT)\s*[:：]\s*"
    r"((?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-z'’-]+(?: [A-Z]\.)?(?: [A-Z][A-Za-z'’-]+){1,2})"
    r"(?=\s*(?:$|[,;.\n(]))",
    re.M,
)
_LATIN_LABEL = re.compile(r"(?:ame|AME|atient|ATIENT)\s*[:：]")
_ANONYMOUS = re.compile("某|X|x|×|\\*|○|□|医生|大夫|医师|主任|教授|老师|护士")
_NO_NAMES = re.compile(NO_NAMES)


def find_identity(text: str) -> list[Finding]:
    """Every finding, in the text's order; what two patterns find at one place is told once."""
    plain = text.translate(_FULL_WIDTH) if _IS_FULL_WIDTH.search(text) else text
    found: list[Finding] = []
    for finding in _all(plain):
        if not any(finding.start < other.end and other.start < finding.end for other in found):
            found.append(finding)
    return sorted(found, key=lambda finding: finding.start)


def excerpt(text: str, finding: Finding) -> str:
    """The place with a little of what stands around it, on one line."""
    start, end = max(finding.start - _CONTEXT, 0), finding.end + _CONTEXT
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")


def _all(text: str) -> Iterator[Finding]:
    if _LONG_NUMBER.search(text):
        yield from _numbers(text)
    if _DIGIT.search(text):
        yield from (Finding(Identity.BIRTH_DATE, *hit.span()) for hit in _BIRTH.finditer(text))
        yield from (
            Finding(Identity.HOSPITAL_NUMBER, *hit.span()) for hit in _CHART_NUMBER.finditer(text)
        )
    if "@" in text:
        yield from (Finding(Identity.EMAIL, *hit.span()) for hit in _EMAIL.finditer(text))
    yield from _names(text)


def _names(text: str) -> Iterator[Finding]:
    chinese = [_LABELLED_NAME, _SPOKEN_NAME, _COLON_NAME]
    if "岁" in text:
        chinese.append(_FIRST_NAME)
    for pattern in chinese:
        for hit in pattern.finditer(text):
            if not _ANONYMOUS.search(hit[1]) and not _NO_NAMES.match(hit[1]):
                yield Finding(Identity.NAME, *hit.span(1))
    if _LATIN_LABEL.search(text):
        yield from (Finding(Identity.NAME, *hit.span(1)) for hit in _LATIN_NAME.finditer(text))


def _numbers(text: str) -> Iterator[Finding]:
    for hit in _ID_CARD.finditer(text):
        if is_id_card(hit[1]):
            yield Finding(Identity.ID_CARD, *hit.span(1))
    for pattern in (_MOBILE, _LANDLINE):
        yield from (Finding(Identity.PHONE, *hit.span()) for hit in pattern.finditer(text))
    for hit in _LABELLED_PHONE.finditer(text):
        if sum(character.isdigit() for character in hit[1]) >= 7:
            yield Finding(Identity.PHONE, *hit.span(1))


def is_id_card(number: str) -> bool:
    """A province, a day that exists, and in the newer form of 18 digits the check digit."""
    if int(number[:2]) not in _PROVINCES:
        return False
    if len(number) == 15:
        return _is_day("19" + number[6:12])
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17].upper() == _CHECKS[total % 11] and _is_day(number[6:14])


def _is_day(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2100
