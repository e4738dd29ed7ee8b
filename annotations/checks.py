"""System checks: a wrong configuration fails at start, with a sentence that says what to do."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def ledger_is_protected(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """With one database role for everything, the web process could switch the triggers off."""
    if settings.DATABASE_OWNER_IS_SEPARATE and _role("default") != _role("owner"):
        return []
    return [
        checks.Error(
            "The ledger is unprotected: the site connects as the role that owns its tables.",
            hint="Run 'manage.py prepare_database', then set DATABASE_URL to the runtime role "
            "and DATABASE_OWNER_URL to the owner.",
            id="annotations.E001",
        )
    ]


def _role(alias: str) -> str:
    return str(settings.DATABASES[alias].get("USER", ""))
