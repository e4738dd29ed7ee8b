"""Who judges in a study."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.entrance.profiles import stated_specialties
from annotations.exceptions import AnnotationsError
from annotations.models import Kind, Slot, Study, StudyRater, User


@transaction.atomic
def add_rater(
    *,
    study: Study,
    user: User,
    by: User | None,
    quota: int | None = None,
    seat: int | None = None,
) -> StudyRater:
    """Make the user a rater; in a fixed panel they take the next free seat, or the one named.

    Repeating it returns the rater that is there.
    """
    # Not its key: who hands in at this moment refers to the study, and may be waited for here.
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if rater := study.raters.filter(user=user).first():
        return rater
    if study.members.filter(user=user).exists():
        raise AnnotationsError(_("Nobody can run a study and judge in it."))
    if study.panel == Study.Panel.FIXED:
        seat = seat or _next_seat(study)
    specialties = stated_specialties(study, user)
    rater = StudyRater.objects.create(
        study=study,
        user=user,
        seat=seat,
        quota=quota,
        specialties=specialties,
        taken_over_count=_judged_on(study, seat),
    )
    audit.record(by=by, action="rater.add", study=study, target=rater.pseudonym)
    return rater


@transaction.atomic
def physician(
    *, email: str | None = None, name: str = "", password: str | None = None, key: str = ""
) -> User:
    """The user with this e-mail, or a new one; without an e-mail always a new one.

    ``key`` makes a repetition safe: the user who was made with it is returned.

    A password is given to a new user only. Without it they sign in by a link.
    """
    email = email.strip().lower() if email else None
    if key and (user := User.objects.filter(key=key).first()):
        return user
    if email and (user := User.objects.filter(email=email).first()):
        return user
    user = User(email=email, name=name)
    try:
        if email:
            validate_email(email)
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        raise AnnotationsError(" ".join(error.messages)) from error
    return User.objects.create_user(email, password, name=name, **({"key": key} if key else {}))


def _judged_on(study: Study, seat: int | None) -> int:
    """By whoever sat there before."""
    done = study.slots.filter(kind=Kind.FIRST, seat=seat, status=Slot.Status.DONE)
    return done.count() if seat else 0


def _next_seat(study: Study) -> int:
    """The first seat that nobody has; one whose rater was removed can be taken again."""
    raters = study.raters.exclude(status=StudyRater.Status.REMOVED)
    taken = set(raters.values_list("seat", flat=True))
    seats = range(1, study.raters_per_comparison + 1)
    if seat := next((seat for seat in seats if seat not in taken), None):
        return seat
    raise AnnotationsError(
        _("The panel is complete: all %(count)s seats are taken.")
        % {"count": study.raters_per_comparison}
    )
