"""What a choice means once it is known which system stood where. As SQL expressions."""

from django.db.models import BooleanField, Case, CharField, F, Q, Value, When
from django.utils.translation import gettext as _

from annotations.exceptions import WrongState
from annotations.models import Assignment, Criterion, Judgment, Kind, Slot, Study, Submission

ASSIGNMENT = "submission__assignment"
COMPARISON = f"{ASSIGNMENT}__comparison"
SLOT = f"{ASSIGNMENT}__slot"

Choice = Judgment.Choice
_swapped, _as_planned = Q(**{f"{SLOT}__swapped": True}), Q(**{f"{SLOT}__swapped": False})

WIN = Q(choice=Choice.LEFT) & _as_planned | Q(choice=Choice.RIGHT) & _swapped
TIE = Q(choice=Choice.TIE)
LOSS = Q(choice=Choice.RIGHT) & _as_planned | Q(choice=Choice.LEFT) & _swapped
BOTH_BAD = Q(choice=Choice.TIE, submission__both_bad=True, criterion__key=Criterion.OVERALL)
NOT_APPLICABLE = Q(choice=Choice.NOT_APPLICABLE)

CURRENT = Q(submission__superseded_by__isnull=True)
WITHDRAWN = (
    Q(**{f"{COMPARISON}__withdrawn_at__isnull": False})
    | Q(**{f"{SLOT}__status": Slot.Status.WITHDRAWN})
    | Q(**{f"{ASSIGNMENT}__state": Assignment.State.WITHDRAWN})
)
# Latest revision, first judgment of its comparison, handed in in time here, not withdrawn. Of a
# study that was judged elsewhere all judgments are imported: they are what it has.
ANALYSIS_SET = (
    CURRENT
    & ~WITHDRAWN
    & Q(
        **{f"{ASSIGNMENT}__kind": Kind.FIRST, f"{ASSIGNMENT}__state": Assignment.State.SUBMITTED},
    )
    & (Q(submission__origin=Submission.Origin.HERE) | Q(submission__study__judged_elsewhere=True))
)

# Of the system that comes first in the study; empty where the criterion does not apply.
OUTCOME_A = Case(
    When(WIN, then=Value("win")),
    When(TIE, then=Value("tie")),
    When(LOSS, then=Value("loss")),
    default=Value(""),
    output_field=CharField(),
)
LEFT_SYSTEM = Case(
    When(_swapped, then=F(f"{COMPARISON}__system_b__name")),
    default=F(f"{COMPARISON}__system_a__name"),
    output_field=CharField(),
)
RIGHT_SYSTEM = Case(
    When(_swapped, then=F(f"{COMPARISON}__system_a__name")),
    default=F(f"{COMPARISON}__system_b__name"),
    output_field=CharField(),
)
# Why the judgment exists, and what became of it.
KIND = Case(
    When(submission__origin=Submission.Origin.IMPORTED, then=Value("imported")),
    When(**{f"{ASSIGNMENT}__state": Assignment.State.SURPLUS}, then=Value("surplus")),
    default=F(f"{ASSIGNMENT}__kind"),
    output_field=CharField(),
)


def flag(condition: Q) -> Case:
    """The condition as a column."""
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def require_unblinded(study: Study) -> None:
    """Whoever asks, and however: no result by system exists before the unblinding.

    The state is read from the database, not from what the caller holds.
    """
    if not Study.objects.filter(pk=study.pk, state=Study.State.UNBLINDED).exists():
        raise WrongState(
            _("Results by system do not exist yet: freeze the study, then unblind it.")
        )
