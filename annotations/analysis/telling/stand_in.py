"""The alternative annotator test in words: may the judge stand in for one of these experts here?"""

from django.utils.translation import gettext as _

from annotations.analysis.drawing.dots import Dot, draw_dots
from annotations.analysis.results import JudgeReport, Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Figure, Grid
from annotations.analysis.telling.scales import share_scale
from annotations.analysis.telling.words import decimal, percent, valued
from annotations.stats.alt_test import MINIMUM_ITEMS, SHUFFLES, AgainstExpert
from annotations.stats.estimate import NotEstimable


def answer(judge: JudgeReport) -> str:
    """Yes, no or undecided, with what it stands on."""
    test = judge.test
    asked = _("May this judge stand in for one of these experts here?")
    if isinstance(test.omega, NotEstimable) or isinstance(test.rho, NotEstimable):
        said = _(
            "Undecided: no expert judged at least %(least)s items that another expert and the "
            "judge judged too."
        ) % {"least": MINIMUM_ITEMS}
        return words.sentence(asked, said)
    able = [one for one in test.experts if not isinstance(one.p_value, NotEstimable)]
    told = {
        "able": sum(one.judge_is_no_worse for one in able),
        "n": len(able),
        "epsilon": decimal(test.epsilon),
        "rho": decimal(test.rho),
    }
    if judge.test_tells_nothing:
        told |= {"passed": judge.shuffles_passed, "rounds": SHUFFLES}
        said = _(
            "Undecided: it passes the test against %(able)s of %(n)s experts, but so do its own "
            "verdicts shuffled among the questions, in %(passed)s of %(rounds)s rounds. These "
            "experts agree too little with each other for the test to tell a judge from a guesser."
        )
    elif test.answer == "yes":
        said = _(
            "Yes: against %(able)s of %(n)s experts it agrees with the others no worse than they "
            "do, allowing it %(epsilon)s for being cheaper; half is asked for."
        )
    else:
        said = _(
            "No: only against %(able)s of %(n)s experts does it agree with the others no worse "
            "than they do, even allowing it %(epsilon)s for being cheaper; half is asked for."
        )
    return words.sentence(asked, said % told)


def stand_in_figure(results: Results, judge: JudgeReport, key: str) -> Figure:
    """The line of each expert, left out in turn."""
    test = judge.test
    lines = [(results.raters[one.rater], one) for one in test.experts]
    rows = [Dot(name, one.advantage, note=_note(one)) for name, one in lines]
    columns = (
        *("", _("number of pairs"), _("items"), _("judge at least as good (rho)"), _("p")),
        *(_("p, corrected"), _("judge no worse")),
    )
    grid = Grid(
        columns,
        tuple(
            (
                name,
                str(one.comparisons),
                str(one.items),
                percent(one.advantage, 1),
                words.p_value(one.p_value),
                words.p_value(one.p_adjusted),
                _verdict(one),
            )
            for name, one in lines
        ),
    )
    said = _(
        "The alternative annotator test (Calderon, Reichart and Dror 2025): each expert in turn "
        "is left out, and on every pair it is asked who agrees with the remaining experts at least "
        "as well, the judge or that expert. Omega, the share of experts that the judge could "
        "replace: %(omega)s. Rho, the mean share of pairs on which it does at least as well: "
        "%(rho)s. Epsilon, what is allowed to the judge: %(epsilon)s. The p values are clustered "
        "by item and corrected after Benjamini and Yekutieli."
    ) % {
        "omega": valued(test.omega, decimal),
        "rho": valued(test.rho, decimal),
        "epsilon": decimal(test.epsilon),
    }
    title, figure = _("May it stand in for an expert?"), f"{key}-stand-in"
    scale = share_scale(rows)
    return Figure(figure, title, (said,), grid, draw_dots(figure, title, rows, scale))


def _note(one: AgainstExpert) -> str:
    return f"{percent(one.advantage)} · {_verdict(one)}"


def _verdict(one: AgainstExpert) -> str:
    if isinstance(one.p_value, NotEstimable):
        return _("too few items")
    return _("no worse") if one.judge_is_no_worse else _("not shown")
