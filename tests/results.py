"""Studies judged from end to end, by raters whose preferences the test knows."""

from collections.abc import Callable, Mapping

from annotations.assignment.services import claim_next_assignment
from annotations.judging.entry import Entry
from annotations.judging.services import submit_judgments
from annotations.models import Assignment, Study, StudyRater
from annotations.models.fields import new_key
from annotations.studies.lifecycle import freeze_study, unblind_study

# What a rater thinks of the first system: from a pair and a criterion to win, tie, loss …
Opinion = Callable[[Assignment, str], str]


def always(outcome: str) -> Opinion:
    return lambda assignment, criterion: outcome


def judge(study: Study, rater: StudyRater, opinion: Opinion, **fields: object) -> int:
    """Let the rater judge all that is offered; says how many pairs that were."""
    count = 0
    criteria = list(study.criteria.all())
    while assignment := claim_next_assignment(study=study, rater=rater).assignment:
        choices = {
            criterion.key: click(opinion(assignment, criterion.key), assignment.slot.swapped)
            for criterion in criteria
        }
        hand_in(assignment, choices, **fields)
        count += 1
    return count


def hand_in(assignment: Assignment, choices: Mapping[str, str], **fields: object) -> None:
    # As a request finds it: the rater's study as the database has it now.
    fresh = Assignment.objects.select_related("rater__study", "slot").get(pk=assignment.pk)
    submit_judgments(
        assignment=fresh,
        entry=Entry(choices=choices, idempotency_key=new_key(), **fields),
        criteria=list(fresh.rater.study.criteria.all()),
    )


def click(outcome: str, swapped: bool) -> str:
    """What somebody clicks who prefers the first system ("win"), or not."""
    if outcome not in ("win", "loss"):
        return outcome
    return "left" if (outcome == "win") != swapped else "right"


def unblind(study: Study) -> Study:
    frozen = freeze_study(study=study, by=None)
    return unblind_study(study=frozen, by=None, reason="all pairs are judged")
