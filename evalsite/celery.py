"""The Celery app. Rows in PostgreSQL are the truth; a message only wakes a worker up."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")

app = Celery("evalsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
# The stages that have tasks; autodiscovery by app would only look at annotations.tasks.
app.autodiscover_tasks(
    [
        "annotations.generation",
        "annotations.comparisons",
        "annotations.assignment",
        "annotations.entrance",
        "annotations.datasets",
        "annotations.studies",
        "annotations.exports",
        "annotations.analysis",
    ]
)
