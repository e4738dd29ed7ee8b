"""A bundle in the background: asked for, claimed, made, kept, removed. The row is the truth."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.exports.bundle.profiles import Profile
from annotations.exports.bundles import export_bundle, require_bundle
from annotations.exports.recording import require_member
from annotations.models import ExportJob, Study, StudyMember, User

logger = logging.getLogger(__name__)
State = ExportJob.State
LEASE = timedelta(minutes=15)
UNSENT = timedelta(seconds=20)
MAX_ATTEMPTS = 3


def request_job(*, study: Study, by: User, profile: Profile) -> ExportJob:
    """A bundle to be made; while one of this profile is under way it is that one.

    Refused before the freeze. Who names raters must run the study.
    """
    require_bundle(study, profile)
    require_member(study, by)
    if profile == Profile.IDENTIFIED and not _runs(study, by):
        raise AnnotationsError(_("Only who runs the study may export the raters' names."))
    try:
        with transaction.atomic():
            return ExportJob.objects.create(study=study, actor=audit.actor_key(by), profile=profile)
    except IntegrityError:
        return study.export_jobs.get(profile=profile, state__in=[State.QUEUED, State.RUNNING])


def _runs(study: Study, by: User) -> bool:
    return study.members.filter(user=by, role__in=StudyMember.RUNNING_ROLES).exists()


def claim_job(job_id: int) -> ExportJob | None:
    """Take the job for this worker, or None if it is finished or taken."""
    now = timezone.now()
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, leased_until__lt=now)
    claimed = ExportJob.objects.filter(free, pk=job_id).update(
        state=State.RUNNING, leased_until=now + LEASE, attempt=F("attempt") + 1
    )
    return ExportJob.objects.select_related("study").get(pk=job_id) if claimed else None


def run_job(job: ExportJob) -> None:
    """Write the bundle into the folder of exports and finish the row.

    A worker that dies leaves a lease that runs out; whoever takes over writes the same bytes.
    """
    path = file_of(job)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    by = User.objects.filter(key=job.actor.removeprefix("user:")).first()
    try:
        if by is None:
            raise AnnotationsError(_("Who asked for this bundle is no longer here."))
        with _progress_of(job) as progress:
            record = export_bundle(
                study=job.study,
                by=by,
                profile=Profile(job.profile),
                path=path,
                progress=progress,
            )
    except AnnotationsError as error:
        _finish(job, state=State.FAILED, error=str(error))
        return
    except Exception as error:
        _give_back(job, error)
        raise
    _finish(job, state=State.DONE, export=record, bytes=path.stat().st_size)


def _give_back(job: ExportJob, error: Exception) -> None:
    if job.attempt >= MAX_ATTEMPTS:
        _finish(job, state=State.FAILED, error=f"{type(error).__name__}")
    else:
        _own(job).update(state=State.QUEUED, leased_until=None)


def _finish(job: ExportJob, **fields: object) -> None:
    _own(job).update(leased_until=None, finished_at=timezone.now(), **fields)


def _own(job: ExportJob):
    return ExportJob.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt)


@contextmanager
def _progress_of(job: ExportJob) -> Iterator[Callable[[int, int], None]]:
    """The bundle is read in one long transaction that can write nothing: who tells how far it is
    needs a connection, and so a thread, of its own."""
    with ThreadPoolExecutor(max_workers=1) as teller:

        def tell(done: int, of: int) -> None:
            teller.submit(_note, job, done, of)

        try:
            yield tell
        finally:
            teller.submit(connections.close_all)


def _note(job: ExportJob, done: int, of: int) -> None:
    try:
        lease = timezone.now() + LEASE
        _own(job).update(done_steps=done, all_steps=of, leased_until=lease)
    except Exception:  # a bundle is not worth less because nobody saw how far it was
        logger.warning("progress of export job %s not stored", job.pk, exc_info=True)


def file_of(job: ExportJob) -> Path:
    """Where the file lies; under a number, because two studies may come to have one name."""
    return Path(settings.EXPORTS_DIR) / f"{job.study.public_id}" / f"{job.pk}-{job.profile}.zip"


def unfinished_job_ids() -> list[int]:
    """What nobody works on although it was asked for a while ago."""
    now = timezone.now()
    waiting = Q(state=State.QUEUED, created_at__lt=now - UNSENT)
    lost = Q(state=State.RUNNING, leased_until__lt=now)
    jobs = ExportJob.objects.filter(waiting | lost).order_by("pk")
    return list(jobs.values_list("pk", flat=True)[:20])


def remove_old_files() -> int:
    """Files past their days go; says how many. Made again they have the same bytes."""
    before = timezone.now() - timedelta(days=settings.EXPORT_DAYS)
    return remove_files(
        ExportJob.objects.filter(state=State.DONE, removed_at=None, finished_at__lt=before)
    )


def remove_files(jobs) -> int:
    count = 0
    for job in jobs.select_related("study"):
        file_of(job).unlink(missing_ok=True)
        ExportJob.objects.filter(pk=job.pk).update(removed_at=timezone.now())
        count += 1
    return count


def hand_out(*, job: ExportJob, by: User) -> IO[bytes] | None:
    """The file, open, and the fetching recorded; None if the file is gone."""
    try:
        stream = file_of(job).open("rb")
    except FileNotFoundError:
        return None
    record = job.export
    data = {"profile": job.profile, "sha256": record.sha256}
    audit.record(by=by, action="export.fetch", study=job.study, target=record.filename, data=data)
    return stream
