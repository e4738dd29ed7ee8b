"""What a physician says about themselves. Identity: it goes with the user at an erasure."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RaterProfile(models.Model):
    """Specialty, years of practice, title and languages of a physician."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile", primary_key=True
    )
    specialty = models.CharField(_("specialty"), max_length=120, blank=True)
    years_of_practice = models.PositiveSmallIntegerField(
        _("years of practice"), null=True, blank=True
    )
    title = models.CharField(_("professional title"), max_length=120, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)

    class Meta:
        verbose_name = _("rater profile")

    def __str__(self) -> str:
        return f"profile of {self.user_id}"
