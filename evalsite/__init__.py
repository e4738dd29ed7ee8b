"""How the site is put together. It imports annotations, never the reverse."""

import os

# Before numpy is imported. Its tables here are small: threads would spin and wait for one another,
# take the processors that other requests need, and add up in another order on another machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .celery import app as celery_app

__all__ = ["celery_app"]
