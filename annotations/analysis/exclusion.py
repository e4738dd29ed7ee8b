"""What the protocol leaves out of the analysis set, and by which of its rules. Pure.

A flag on a rater's work excludes nothing by itself: only a rule that was fixed at the start does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.analysis import raw as bits
from annotations.analysis.judged import Judged, Mask

CONSENT_WITHDRAWN = "consent_withdrawn"


@dataclass(frozen=True)
class Rule:
    """A rule of the protocol with its number, if it has one."""

    rule: str
    value: float = 0.0


def rules_of(stored: Sequence[Mapping[str, str | None]], withdrawal_rule: str) -> list[Rule]:
    """From a study's fields; the rule on withdrawn consent comes first."""
    found = [Rule(str(one["rule"]), float(one.get("value") or 0)) for one in stored]
    return [Rule(CONSENT_WITHDRAWN)] * (withdrawal_rule == "exclude") + found


def left_out(judged: Judged, rules: Sequence[Rule], primary: int) -> dict[str, Mask]:
    """By rule: the rows of the analysis set that it takes out, each row by the first that does."""
    rest, found = judged.standing, {}
    for rule in rules:
        taken = rest & _falls_under(judged, rule, primary)
        found[rule.rule] = taken
        rest = rest & ~taken
    return found


def _falls_under(judged: Judged, rule: Rule, primary: int) -> Mask:
    return np.asarray(RULES[rule.rule](judged, rule.value, primary))


def _withdrew(judged: Judged, value: float, primary: int) -> Mask:
    gone = [pk in judged.raw.withdrew for pk in judged.raw.raters]
    return _of_raters(judged, np.array(gone, bool))


def _too_fast(judged: Judged, value: float, primary: int) -> Mask:
    """NaN, where no time is known, is neither fast nor slow."""
    return np.asarray(judged.text_length > value * judged.seconds / 60)


def _too_short(judged: Judged, value: float, primary: int) -> Mask:
    return np.asarray(judged.seconds < value)


def _recognised(judged: Judged, value: float, primary: int) -> Mask:
    return judged.has(bits.RECOGNISED)


def _one_sided(judged: Judged, value: float, primary: int) -> Mask:
    """Share of "left" among a rater's decisive judgments of the primary criterion."""
    choice = judged.values[:, primary]
    decisive = judged.standing & (np.abs(choice) == 1)
    chose_left = decisive & ((choice > 0) == judged.left)
    return _of_raters(judged, _ratio(judged, chose_left, decisive) > value)


def _changeable(judged: Judged, value: float, primary: int) -> Mask:
    """Share of a rater's hidden repeats that say the same as the first time."""
    repeats = judged.repeats(primary, np.ones(judged.n, bool))
    size = len(judged.raw.raters)
    same = np.bincount(repeats.rater[repeats.same], minlength=size)
    asked = np.bincount(repeats.rater, minlength=size)
    share = np.where(asked > 0, same / np.maximum(asked, 1), np.nan)
    return _of_raters(judged, share < value)


def _ratio(judged: Judged, counted: Mask, among: Mask) -> np.ndarray:
    size = len(judged.raw.raters)
    hits = np.bincount(judged.rater[counted], minlength=size)
    total = np.bincount(judged.rater[among], minlength=size)
    return np.where(total > 0, hits / np.maximum(total, 1), np.nan)


def _of_raters(judged: Judged, chosen: Mask) -> Mask:
    return np.asarray(np.append(chosen, False)[judged.rater])


RULES = {
    CONSENT_WITHDRAWN: _withdrew,
    "characters_per_minute_above": _too_fast,
    "active_seconds_below": _too_short,
    "recognised": _recognised,
    "left_share_above": _one_sided,
    "same_on_repeats_below": _changeable,
}
