"""What a study's dataset holds and lacks."""

from django.db.models import Count, F, Q, QuerySet

from annotations.models import Item, Study, System


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
