"""Ask for a bundle, and fetch one that is ready."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from annotations.access import runs_study, study_with_files
from annotations.exceptions import AnnotationsError
from annotations.exports.bundle.profiles import Profile
from annotations.exports.jobs import hand_out
from annotations.exports.launch import request_bundle


@login_required
@require_POST
def make_bundle(request: HttpRequest, slug: str) -> HttpResponse:
    """Repeating it while one is under way changes nothing."""
    study = study_with_files(request.user, slug)
    profile = request.POST.get("profile", "")
    if profile not in set(Profile):
        raise Http404
    try:
        request_bundle(study=study, by=request.user, profile=Profile(profile))
    except AnnotationsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The bundle is being written."))
    return redirect("researcher:exports", slug=slug)


@login_required
@require_POST
def download_bundle(request: HttpRequest, slug: str, job: int) -> FileResponse | HttpResponse:
    """A POST, because the fetching is recorded too."""
    study = study_with_files(request.user, slug)
    jobs = study.export_jobs.select_related("study", "export")
    if not runs_study(request.user, study):
        jobs = jobs.exclude(profile=Profile.IDENTIFIED)
    found = get_object_or_404(jobs, pk=job, export__isnull=False)
    stream = hand_out(job=found, by=request.user)
    if stream is None:
        messages.error(
            request, gettext("This file was removed. Made again, it has the same bytes.")
        )
        return redirect("researcher:exports", slug=slug)
    return FileResponse(
        stream,
        as_attachment=True,
        filename=found.export.filename,
        content_type="application/zip",
    )


urls = [
    path("<slug:slug>/bundle/", make_bundle, name="make_bundle"),
    path("<slug:slug>/bundle/<int:job>/", download_bundle, name="download_bundle"),
]
