"""Who may fetch which object. What is not yours does not exist: 404."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from annotations.models import Assignment, Kind, Study, StudyMember, StudyRater, User

RUNNING_ROLES = StudyMember.RUNNING_ROLES
LOCK: dict[str, Any] = {"of": ("rater", "self", "slot"), "no_key": True}


def rater_of(user: User, study_id: UUID) -> StudyRater:
    """This user as a rater of the study, with the study; removed raters have no access."""
    raters = StudyRater.objects.select_related("study").exclude(status=StudyRater.Status.REMOVED)
    return get_object_or_404(raters, user=user, study__public_id=study_id)


def lock_assignment_of_rater(user: User, study_id: UUID, token: str) -> Assignment:
    """The rater's assignment in any state, locked until the transaction ends.

    Any state, because a repeated submit with the same key must answer as the
    first did. The rater is locked before the slot, as a claim does it: the other
    order could deadlock with a claim from a second tab.
    """
    locked = _assignments().select_for_update(**LOCK)
    return get_object_or_404(
        locked, token=token, rater__user=user, rater__study__public_id=study_id
    )


def judged_assignment_of_rater(
    user: User, study_id: UUID, token: str, *, locked: bool = False
) -> Assignment:
    """A pair that this rater has handed in; practice is not looked back at."""
    assignments = _assignments()
    if locked:
        assignments = assignments.select_for_update(**LOCK)
    judged = assignments.filter(submitted_at__isnull=False).exclude(kind=Kind.PRACTICE)
    return get_object_or_404(
        judged, token=token, rater__user=user, rater__study__public_id=study_id
    )


def _assignments() -> QuerySet[Assignment]:
    """With all that a page shows of a pair; removed raters have none."""
    return Assignment.objects.select_related(
        "rater__study",
        "slot",
        "draft",
        "comparison__item",
        "comparison__response_a",
        "comparison__response_b",
    ).exclude(rater__status=StudyRater.Status.REMOVED)


def judged_practice_of_rater(user: User, study_id: UUID, token: str) -> Assignment:
    """A practice pair that this rater has handed in; before that its author's opinion is secret."""
    judged = Assignment.objects.select_related(
        "rater__study",
        "slot",
        "comparison__item",
        "comparison__response_a",
        "comparison__response_b",
        "comparison__practice_feedback",
    ).exclude(rater__status=StudyRater.Status.REMOVED)
    return get_object_or_404(
        judged,
        token=token,
        kind=Kind.PRACTICE,
        state=Assignment.State.SUBMITTED,
        rater__user=user,
        rater__study__public_id=study_id,
    )


def studies_of_rater(user: User) -> QuerySet[Study]:
    """The studies that this user judges in, newest first."""
    raters = StudyRater.objects.filter(user=user).exclude(status=StudyRater.Status.REMOVED)
    return Study.objects.filter(raters__in=raters).order_by("-created_at", "-pk")


def studies_of_member(user: User) -> QuerySet[Study]:
    """The studies that this user runs or analyses, newest first."""
    return Study.objects.filter(members__user=user).order_by("-created_at", "-pk")


def works_on_studies(user: User) -> bool:
    """Whether this user has anything to do with running studies; most raters have not."""
    return user.memberships.exists() or not user.raterships.exists()


def study_of_member(user: User, slug: str) -> Study:
    return get_object_or_404(studies_of_member(user), slug=slug)


def study_run_by(user: User, slug: str) -> Study:
    """A study whose state this user may change: its researchers, not its analysts."""
    led = Study.objects.filter(members__user=user, members__role__in=RUNNING_ROLES)
    return get_object_or_404(led, slug=slug)


def studies_run_by(user: User) -> QuerySet[Study]:
    """The studies that this user sets up and runs, newest first."""
    led = Study.objects.filter(members__user=user, members__role__in=RUNNING_ROLES)
    return led.order_by("-created_at", "-pk")


def study_previewed_by(user: User, study_id: UUID) -> Study:
    """A study that this user runs, by the id that stands in raters' addresses."""
    return get_object_or_404(studies_run_by(user), public_id=study_id)


def may_create_studies(user: User) -> bool:
    """Whether somebody made this user a researcher; raters come in by links and are none.

    The permission is what ``create_researcher`` gives; who runs a study already has shown it.
    """
    own = user.user_permissions.filter(codename="add_study").exists()
    return own or studies_run_by(user).exists()


def runs_study(user: User, study: Study) -> bool:
    """Whether this user is one of the study's researchers, not only its analyst."""
    return study.members.filter(user=user, role__in=RUNNING_ROLES).exists()


def administers_study(user: User, study: Study) -> bool:
    """Whether this user decides about the study's members and its unblinding."""
    return study.members.filter(user=user, role=StudyMember.Role.ADMINISTRATOR).exists()


def study_administered_by(user: User, slug: str) -> Study:
    """A study whose members this user decides about, and which they may unblind."""
    role = StudyMember.Role.ADMINISTRATOR
    own = Study.objects.filter(members__user=user, members__role=role)
    return get_object_or_404(own, slug=slug)


def study_with_results(user: User, slug: str) -> Study:
    """A study whose results by system this user may see: unblinded, and they are a member."""
    study = study_of_member(user, slug)
    if not study.is_unblinded:
        raise Http404
    return study


def study_with_files(user: User, slug: str) -> Study:
    """A study of which this user may take a bundle away: from the freeze on, a blinded one."""
    study = study_of_member(user, slug)
    if study.state not in (Study.State.FROZEN, Study.State.UNBLINDED):
        raise Http404
    return study
