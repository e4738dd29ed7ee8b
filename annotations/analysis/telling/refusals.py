"""When a report draws no conclusion: judgments that cannot carry one, and what to do about it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotations.analysis.results import Acknowledged, CriterionReport, Results
from annotations.analysis.telling.words import criterion_name
from annotations.models import StudyMember
from annotations.stats.sanity import Problem

# What is wrong, and the way on.
REFUSALS: Mapping[Problem, tuple[Promise, Promise]] = {
    Problem.DUPLICATED: (
        gettext_lazy("some judgments are of a pair that their rater had judged already."),
        gettext_lazy("Take the doubles out of the file and import the judgments again."),
    ),
    Problem.UNBALANCED_SIDES: (
        gettext_lazy("a system stood on one side clearly more often than on the other."),
        gettext_lazy(
            "A liking for a side would look like a liking for a system: see which side experts "
            "chose, under “Trust in the raters”, and have pairs judged the other way round."
        ),
    ),
    Problem.DOMINANT_RATER: (
        gettext_lazy("one rater gave more than half of all judgments."),
        gettext_lazy("Have others judge more, or report this rater's judgments on their own."),
    ),
}
# Of two raters one has more than half unless they gave exactly as many.
FEWEST_DOMINATED = 3


def refusals(results: Results, criterion: CriterionReport) -> tuple[str, ...]:
    """Why nothing is concluded on this criterion; empty if nothing stands against it."""
    known = {one.problem for one in results.acknowledged}
    return tuple(told(one) for one in _against(results, criterion) if one not in known)


def standing(results: Results, criterion: CriterionReport) -> tuple[str, ...]:
    """What stands against a conclusion that is drawn all the same: by whom, when and why."""
    against = _against(results, criterion)
    return tuple(_looked_at(one) for one in results.acknowledged if one.problem in against)


def refusing(results: Results) -> frozenset[Problem]:
    """Every finding that withholds something, looked at or not."""
    return frozenset(one for each in results.criteria for one in _against(results, each))


def _against(results: Results, criterion: CriterionReport) -> list[Problem]:
    found = dict.fromkeys(Problem(one.problem) for one in criterion.results.findings)
    return [problem for problem in found if _refuses(problem, results, criterion)]


def _looked_at(one: Acknowledged) -> str:
    role = str(StudyMember.Role(one.role).label)
    who = _("%(name)s (%(role)s)") % {"name": one.name, "role": role} if one.name else role
    return _(
        "A finding stands against the results below: %(finding)s %(who)s has looked at it and had "
        "the results shown (%(at)s UTC), for this reason: “%(reason)s”"
    ) % {
        "finding": REFUSALS[Problem(one.problem)][0],
        "who": who,
        "at": one.at[:16].replace("T", " "),
        "reason": one.reason,
    }


def missing_judgments(results: Results, criterion: CriterionReport) -> str:
    """Submissions that say nothing on a criterion; nothing if there are none."""
    found = [one for one in criterion.results.findings if one.problem == Problem.MISSING]
    if not found:
        return ""
    n = sum(one.count for one in found)
    said = ngettext(
        "%(criterion)s: %(n)s submission holds no judgment of it, not even that it does not apply. "
        "It is in no number of this criterion, and the page never hands in such a one: look into "
        "how it came to be.",
        "%(criterion)s: %(n)s submissions hold no judgment of it, not even that it does not apply. "
        "They are in no number of this criterion, and the page never hands in such ones: look into "
        "how they came to be.",
        n,
    )
    return said % {"criterion": criterion_name(results, criterion.key), "n": n}


def _refuses(problem: Problem, results: Results, criterion: CriterionReport) -> bool:
    if problem == Problem.UNBALANCED_SIDES:
        return results.rules.sides_known
    if problem == Problem.DOMINANT_RATER:
        return criterion.results.sample.raters >= FEWEST_DOMINATED
    return problem in REFUSALS


def told(problem: Problem) -> str:
    reason, way_on = REFUSALS[problem]
    return _("No conclusion is drawn, because %(reason)s %(way_on)s") % {
        "reason": reason,
        "way_on": way_on,
    }
