"""How the site is put together. It imports annotations, never the reverse."""

from .celery import app as celery_app

__all__ = ["celery_app"]
