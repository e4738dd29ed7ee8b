"""Ask for a bundle and wake a worker up once the row is committed."""

from functools import partial

from django.db import transaction

from annotations.exports import tasks
from annotations.exports.bundle.profiles import Profile
from annotations.exports.jobs import request_job
from annotations.models import ExportJob, Study, User


def request_bundle(*, study: Study, by: User, profile: Profile) -> ExportJob:
    """Repeating it while one is under way returns that one."""
    job = request_job(study=study, by=by, profile=profile)
    # robust: a broker that is down must not lose the wish; the sweep sends it.
    transaction.on_commit(partial(tasks.make_bundle.delay, job.pk), robust=True)
    return job
