"""Bundles are made here; a message only wakes a worker up."""

import logging

from celery import shared_task

from annotations.exports import jobs

logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def make_bundle(job_id: int) -> None:
    """Safe to deliver twice: only the delivery that claims the row does the work."""
    job = jobs.claim_job(job_id)
    if job is None:
        logger.info("export job %s is finished or taken, nothing to do", job_id)
        return
    jobs.run_job(job)


@shared_task(acks_late=True)
def sweep() -> None:
    """Run by beat: messages that were lost are sent again, old files go."""
    for job_id in jobs.unfinished_job_ids():
        make_bundle.delay(job_id)
    jobs.remove_old_files()
