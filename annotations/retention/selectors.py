"""Studies whose time is over."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from annotations.models import Study


def overdue_studies(today: date | None = None) -> QuerySet[Study]:
    """Those that were to be kept until a day that has passed, the longest waiting first."""
    today = today or timezone.now().date()
    return Study.objects.filter(retain_until__lt=today).order_by("retain_until", "slug")
