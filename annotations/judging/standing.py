"""Whether a pair is still its rater's to judge, in a sentence that says why not."""

from django.utils.translation import gettext as _

from annotations.exceptions import AssignmentGone, ItemWithdrawn
from annotations.models import Assignment, Study

State = Assignment.State
OPEN_STATES = {Study.State.RUNNING, Study.State.PAUSED}


def refuse_gone(assignment: Assignment) -> None:
    """Raise unless the pair can still be handed in or handed on by its rater.

    What was handed in already is not refused here: the same again answers the same.
    """
    if assignment.state == State.DECLINED:
        raise AssignmentGone(_("You have handed this pair on; it is no longer yours to judge."))
    if assignment.state == State.WITHDRAWN and assignment.comparison.withdrawn_at:
        raise ItemWithdrawn(
            _(
                "The pair that you had open was withdrawn from the study with its question."
                " That is no fault of yours, and nothing more is needed for it."
            )
        )
    study = assignment.rater.study
    if assignment.state == State.WITHDRAWN and study.state not in OPEN_STATES:
        raise AssignmentGone(_("This study takes no more judgments."))
    if assignment.state == State.WITHDRAWN:
        raise AssignmentGone(_("This pair is no longer yours to judge; the next one is ready."))
