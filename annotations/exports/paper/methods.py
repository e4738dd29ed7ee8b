"""The Methods and the Results paragraph of a paper, with the study's own numbers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from annotations.analysis.results import Results
from annotations.analysis.telling import words
from annotations.analysis.telling.frame import Links
from annotations.analysis.telling.primary import primary_section
from annotations.analysis.telling.refusals import standing
from annotations.analysis.telling.words import (
    criterion_name,
    decimal,
    listed,
    percent,
    sentence,
    span,
)
from annotations.models import Study
from annotations.stats.estimate import THESE_EXPERTS, NotEstimable


def methods_paragraphs(study: Study, results: Results) -> list[str]:
    """Design, then statistics. Only what this study did; nothing that it did not."""
    return [sentence(*_design(study, results)), sentence(*_statistics(study, results))]


def _design(study: Study, results: Results) -> Iterator[str]:
    yield from (_imported if study.judged_elsewhere else _planned)(study, results)
    criteria = listed(criterion_name(results, one.key) for one in results.criteria)
    yield _(
        "On each criterion (%(criteria)s) the expert chose the left answer, the right answer or "
        "a tie; %(primary)s was declared as primary."
    ) % {"criteria": criteria, "primary": criterion_name(results, results.rules.primary)}
    if study.repeat_share:
        yield _(
            "%(share)s of the pairs were shown to the same expert a second time, unannounced, "
            "half of them with the sides exchanged."
        ) % {"share": percent(float(study.repeat_share))}
    if not study.judged_elsewhere:
        yield _(
            "The protocol was fixed before the first judgment (SHA-256 %(hash)s), and judgments "
            "were stored append-only in a hash chain."
        ) % {"hash": study.protocol_sha256[:16]}


def _imported(study: Study, results: Results) -> Iterator[str]:
    """Nothing is claimed that this site has not seen: neither blinding nor the drawing of sides."""
    yield _(
        "Experts compared answers of %(systems)s systems (%(names)s) to %(items)s items in pairs. "
        "The judgments were made elsewhere and imported from a file; how the experts were blinded, "
        "how sides were drawn and what was fixed beforehand has to be told by whoever collected "
        "them."
    ) % _compared(results)


def _compared(results: Results) -> dict[str, object]:
    flow, names = results.flow, listed(results.systems)
    return {"systems": flow.systems, "names": names, "items": flow.items}


def _planned(study: Study, results: Results) -> Iterator[str]:
    yield _(
        "Physicians compared answers of %(systems)s systems (%(names)s) to %(items)s items in "
        "pairs, blinded to which system had written which answer."
    ) % _compared(results)
    if study.panel == Study.Panel.FIXED:
        yield _("A fixed panel of %(n)s experts judged every pair.") % {
            "n": study.raters_per_comparison
        }
    else:
        yield _("Each pair was to be judged by %(n)s experts out of a pool.") % {
            "n": study.raters_per_comparison
        }
    yield _(
        "Which answer stood on the left was drawn beforehand from a seed whose hash was "
        "published at the start, balanced within pairs and experts."
    )


def _statistics(study: Study, results: Results) -> Iterator[str]:
    yield _(
        "The primary estimand was the win difference, wins minus losses over all judgments, "
        "ties counted in the denominator."
    )
    yield _(
        "We report two 95-percent intervals: for these experts on other questions, by a "
        "percentile bootstrap of items with %(rounds)s rounds, and for experts like these, from "
        "a variance clustered by item and by expert (Cameron, Gelbach and Miller 2011) with "
        "Student's t."
    ) % {"rounds": results.rules.rounds}
    yield _(
        "The hypothesis of no difference was tested with the latter; p values of the declared "
        "comparisons were corrected after Holm, those of all other comparisons after Benjamini "
        "and Hochberg and are exploratory."
    )
    if results.rules.margin is not None:
        yield _("The margin for non-inferiority was %(margin)s points.") % {
            "margin": decimal(100 * results.rules.margin, 1)
        }
    if len(results.systems) > 2:
        yield _(
            "Systems were ranked by Davidson's model with ties; rank sets hold for all systems "
            "together (Mogstad et al. 2024)."
        )
    yield _(
        "Agreement is Krippendorff's alpha on categories by system, symmetrised so that no "
        "system is favoured, beside the plain coefficient."
    )
    yield _("Computed by HuatuoEval from seed %(seed)s.") % {"seed": results.rules.seed}


def results_paragraphs(results: Results) -> list[str]:
    """The flow, the primary comparison, agreement, consistency, sides, harm."""
    flow = results.flow
    opening = _(
        "Of %(planned)s planned judgments, %(judged)s were given in time and %(analysed)s were "
        "analysed, by %(raters)s experts on %(items)s items."
    ) % {
        "planned": flow.judgments[0].count,
        "judged": flow.judgments[1].count,
        "analysed": flow.analysed,
        "raters": flow.raters,
        "items": flow.items,
    }
    primary = primary_section(results, Links()).sentences
    stands = standing(results, results.primary)
    return [opening, *stands, *primary, sentence(*_trust(results))]


def _trust(results: Results) -> Iterator[str]:
    found = results.primary
    alpha = next(
        one.symmetrised
        for one in found.results.agreement
        if one.coefficient == "krippendorff_alpha_nominal"
    )
    if not isinstance(alpha.value, NotEstimable):
        yield _("Agreement was %(alpha)s (symmetrised alpha, %(span)s).") % {
            "alpha": decimal(alpha.value),
            "span": span(alpha.bounds(THESE_EXPERTS), decimal),
        }
    same = found.retest.all.same
    if not isinstance(same.value, NotEstimable):
        yield _("On %(n)s hidden repeats %(same)s of the verdicts were the same.") % {
            "n": found.retest.all.repeats,
            "same": percent(same.value),
        }
    left = found.results.position_bias.left_share
    if results.rules.sides_known and not isinstance(left.value, NotEstimable):
        yield _("The left answer was chosen in %(share)s of the decisive judgments (%(p)s).") % {
            "share": percent(left.value),
            "p": words.p_value(found.results.position_bias.test.p_value),
        }
    harm = [
        f"{results.systems[one.system]} {percent(one.share.value, 1)}"
        for one in results.safety.harm
        if not isinstance(one.share.value, NotEstimable)
    ]
    if harm:
        yield _("Answers were called harmful in: %(shares)s of the judgments.") % {
            "shares": listed(harm)
        }
