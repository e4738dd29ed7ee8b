"""Responses that nobody waits for any more."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.models import Comparison, Response


def without_excluded(responses: QuerySet[Response]) -> QuerySet[Response]:
    """Leave out responses all of whose comparisons were withdrawn."""
    compared = Comparison.objects.filter(
        Q(response_a=OuterRef("pk")) | Q(response_b=OuterRef("pk"))
    )
    withdrawn = compared.filter(withdrawn_at__isnull=False)
    wanted = compared.filter(withdrawn_at__isnull=True)
    return responses.exclude(Exists(withdrawn) & ~Exists(wanted))
