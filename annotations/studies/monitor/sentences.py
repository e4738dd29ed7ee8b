"""Alarms as people read them: what was found, in numbers, and what it might mean."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from annotations.stats.alarms import Alarm, Rule


@dataclass(frozen=True)
class Words:
    """A short name, a sentence with the numbers, and a sentence of what may lie behind them."""

    name: str
    sentence: str
    meaning: str


def words_of(alarm: Alarm) -> Words:
    shown = {name: _shown(value) for name, value in alarm.numbers.items()}
    if "p" in alarm.numbers:
        shown["p"] = _p(alarm.numbers["p"])
    return _WORDS[alarm.rule](shown)


def rule_name(rule: Rule) -> str:
    return {
        Rule.SIDE: _("One side preferred"),
        Rule.TOO_FAST: _("Faster than one can read"),
        Rule.RUSHED: _("Some pairs rushed"),
        Rule.SAME_SIDE: _("One side many times in a row"),
        Rule.ALTERNATING: _("Left and right in turn"),
        Rule.SAME_TIE: _("Tie many times in a row"),
        Rule.COPIED: _("Every criterion like the verdict"),
        Rule.REPEATS: _("Contradicts themselves"),
    }[rule]


def _shown(value: float) -> str:
    return str(int(value)) if value == int(value) else number_format(f"{value:.2f}")


def _p(value: float) -> str:
    least = number_format("0.0001")
    return (
        f"p\u00a0<\u00a0{least}"
        if value < 0.0001
        else f"p\u00a0=\u00a0{number_format(f'{value:.4f}')}"
    )


def _side(n: dict[str, str]) -> Words:
    return Words(
        rule_name(Rule.SIDE),
        _(
            "%(left)s of %(decided)s decided choices were “left”. Sides are drawn by lot, so about"
            " half is expected (exact test: %(p)s)."
        )
        % n,
        _(
            "Perhaps one side is easier to read on their screen, perhaps pairs are clicked through."
            " Swapped sides keep it out of the comparison of systems, but it adds noise."
        ),
    )


def _too_fast(n: dict[str, str]) -> Words:
    return Words(
        rule_name(Rule.TOO_FAST),
        _(
            "%(fast)s of %(timed)s pairs took less time than reading needs (more than %(limit)s"
            " characters a minute); the median is %(median)s characters a minute."
        )
        % (n | {"median": n["median"].split(".")[0]}),
        _("Perhaps only one answer or only its beginning is read. Ask how they work."),
    )


def _rushed(n: dict[str, str]) -> Words:
    return Words(
        rule_name(Rule.RUSHED),
        _(
            "%(rushed)s of %(timed)s pairs took less than a quarter of this rater's own usual time"
            " for so much text (%(usual)s characters a minute)."
        )
        % (n | {"usual": n["usual"].split(".")[0]}),
        _("Perhaps they get tired, or click through the end of a session. A break may help."),
    )


def _same_side(n: dict[str, str]) -> Words:
    side = _("left") if n["left"] == "1" else _("right")
    return Words(
        rule_name(Rule.SAME_SIDE),
        _(
            "“%(side)s” %(run)s times in a row, among %(decided)s decided choices. Sides are drawn"
            " by lot: the answers do not bring about such a run."
        )
        % (n | {"side": side}),
        _("Perhaps pairs were clicked through from some point on."),
    )


def _alternating(n: dict[str, str]) -> Words:
    return Words(
        rule_name(Rule.ALTERNATING),
        _("Left and right took turns %(run)s times in a row, among %(decided)s decided choices.")
        % n,
        _("Perhaps pairs were clicked through in a pattern. Sides drawn by lot do not do that."),
    )


def _same_tie(n: dict[str, str]) -> Words:
    return Words(
        rule_name(Rule.SAME_TIE),
        _("“Tie” %(run)s times in a row; %(ties)s of all %(n)s choices of this rater are ties.")
        % n,
        _("Perhaps they see no difference in this task, perhaps they do not look for one."),
    )


def _copied(n: dict[str, str]) -> Words:
    return Words(
        rule_name(Rule.COPIED),
        _("In %(copied)s of %(n)s pairs every criterion got the same choice as the verdict.") % n,
        _(
            "Perhaps the verdict is given first and copied down. Then the criteria of this rater"
            " say nothing of their own."
        ),
    )


def _repeats(n: dict[str, str]) -> Words:
    return Words(
        rule_name(Rule.REPEATS),
        _(
            "Of %(again)s pairs that were shown again, %(same)s were judged the same way; that is"
            " no better than chance."
        )
        % n,
        _("Perhaps choices are made at random, perhaps the pairs are very close."),
    )


_WORDS = {
    Rule.SIDE: _side,
    Rule.TOO_FAST: _too_fast,
    Rule.RUSHED: _rushed,
    Rule.SAME_SIDE: _same_side,
    Rule.ALTERNATING: _alternating,
    Rule.SAME_TIE: _same_tie,
    Rule.COPIED: _copied,
    Rule.REPEATS: _repeats,
}
