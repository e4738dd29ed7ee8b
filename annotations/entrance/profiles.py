"""What physicians say about themselves, and what of it decides which pairs they are given."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from annotations.blinding.specialties import normal_specialty
from annotations.models import Item, RaterProfile, Study, StudyRater, User


@dataclass(frozen=True)
class Profile:
    """All optional: a physician may say nothing."""

    specialty: str = ""
    years_of_practice: int | None = None
    title: str = ""
    languages: tuple[str, ...] = ()


@transaction.atomic
def save_profile(
    *,
    user: User,
    profile: Profile,
    specialties: Collection[str] = (),
    studies: Collection[UUID] | None = None,
) -> None:
    """Keep a profile. Studies that match specialties take what is stated here.

    ``specialties`` are those of their own that a physician ticked, beside the one that was
    written. Repeating it changes nothing. ``studies``: the only ones that take it over.
    """
    fields = asdict(profile) | {"languages": list(profile.languages)}
    RaterProfile.objects.update_or_create(user=user, defaults=fields)
    for rater in matching_raters(user, studies):
        stated = specialties_in(rater.study, (profile.specialty, *specialties))
        if rater.specialties != stated:
            rater.specialties = stated
            rater.save(update_fields=["specialties"])


def skip_profile(*, user: User) -> None:
    """Not to be asked again; an empty profile says so."""
    RaterProfile.objects.get_or_create(user=user)


def profile_of(user: User) -> RaterProfile | None:
    return RaterProfile.objects.filter(user=user).first()


def matching_raters(user: User, studies: Collection[UUID] | None = None) -> list[StudyRater]:
    """This user's places in studies (all, or these) that give out pairs by specialty."""
    raters = user.raterships.exclude(status=StudyRater.Status.REMOVED)
    if studies is not None:
        raters = raters.filter(study__public_id__in=studies)
    return list(raters.filter(study__matches_specialties=True).select_related("study"))


def study_specialties(studies: Iterable[Study]) -> list[str]:
    """The specialties that the items of these studies name."""
    named = Item.objects.filter(study__in=list(studies)).exclude(specialty="")
    return sorted(set(named.values_list("specialty", flat=True)))


def specialties_in(study: Study, stated: Iterable[str]) -> list[str]:
    """As the study writes them; how letters are written makes no difference.

    One that the study does not name is kept as it was written: items may come later.
    """
    written = {normal_specialty(name): name for name in study_specialties([study])}
    stripped = (name.strip() for name in stated)
    return sorted({written.get(normal_specialty(name), name) for name in stripped if name})


def stated_specialties(study: Study, user: User) -> list[str]:
    """For somebody who comes into a study with a profile from an earlier one."""
    profile = profile_of(user) if study.matches_specialties else None
    return specialties_in(study, [profile.specialty]) if profile else []
