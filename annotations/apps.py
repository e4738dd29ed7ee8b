from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationsConfig(AppConfig):
    name = "annotations"
    verbose_name = _("Evaluation studies")

    def ready(self) -> None:
        from annotations import checks  # noqa: F401  registers the system checks
