"""What a study's dataset holds and lacks."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, TextChoices, When
from django.db.models.functions import Left

from annotations.models import Item, Response, Study, System


def items_without_comparison(study: Study) -> QuerySet[Item]:
    """Items that fewer than two systems have answered or are going to answer."""
    candidates = study.systems.filter(role=System.Role.CANDIDATE)
    generating = candidates.filter(endpoint__isnull=False).count()
    imported = Count(
        "responses__system",
        distinct=True,
        filter=Q(
            responses__superseded_at__isnull=True,
            responses__system__role=System.Role.CANDIDATE,
            responses__system__endpoint__isnull=True,
        ),
    )
    answered = study.items.annotate(systems=imported + generating)
    return answered.filter(systems__lt=2).order_by(F("kind").desc(), "external_id")


@dataclass(frozen=True)
class Tally:
    """How many items share something, and what."""

    label: str
    count: int


@dataclass(frozen=True)
class Overview:
    """What a study's dataset holds."""

    items: int
    practice: int
    kinds: tuple[Tally, ...]
    languages: tuple[Tally, ...]
    categories: tuple[Tally, ...]
    specialties: tuple[Tally, ...]


def overview(study: Study) -> Overview:
    """Counts of the items proper; practice is counted apart."""
    proper = study.items.filter(practice__isnull=True)
    return Overview(
        items=proper.count(),
        practice=study.items.filter(practice__isnull=False).count(),
        kinds=_tallies(proper, "kind", Item.Kind),
        languages=_tallies(proper, "language", Item.Language),
        categories=_tallies(proper, "category"),
        specialties=_tallies(proper, "specialty"),
    )


def _tallies(
    items: QuerySet[Item], field: str, names: type[TextChoices] | None = None
) -> tuple[Tally, ...]:
    """The commonest first; without a value last, and with an empty label."""
    counted = items.order_by().values_list(field).annotate(n=Count("pk"))
    rows = sorted(counted, key=lambda row: (not row[0], -row[1], row[0]))
    return tuple(Tally(str(names(value).label) if names else value, n) for value, n in rows)


def answers_by_system(study: Study) -> QuerySet[System]:
    """The candidates with how many answers of each came as a file (``imported``)."""
    imported = Count(
        "responses",
        filter=Q(responses__origin=Response.Origin.IMPORTED, responses__superseded_at__isnull=True),
    )
    candidates = study.systems.filter(role=System.Role.CANDIDATE)
    return candidates.annotate(imported=imported).order_by("position")


def listed_items(study: Study) -> QuerySet[Item]:
    """The items as a list shows them: their beginning, and how many systems have answered."""
    answers = Count("responses", filter=Q(responses__superseded_at__isnull=True))
    beginning = Left(Case(When(kind=Item.Kind.SINGLE_TURN, then="prompt"), default="case"), 120)
    listed = study.items.annotate(answers=answers, beginning=beginning)
    return listed.defer("prompt", "case", "reference", "extra").order_by("pk")
