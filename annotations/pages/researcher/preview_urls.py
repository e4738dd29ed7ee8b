"""Addresses of the preview: the raters' names, once for each language."""

from django.urls import include, path

from annotations.models.fields import LANGUAGES
from annotations.pages.researcher import preview

# As in ``pages.urls.rater_urls``: a name that the raters' page uses and that is missing here is
# an error when the preview is shown, never a way into the study.
patterns = [
    path("<uuid:study_id>/", preview.judge, name="study"),
    path("<uuid:study_id>/judge/", preview.judge, name="judge"),
    path("<uuid:study_id>/a/<str:token>/submit/", preview.submit, name="submit"),
    path("<uuid:study_id>/a/<str:token>/draft/", preview.draft, name="draft"),
    path("<uuid:study_id>/a/<str:token>/decline/", preview.decline, name="decline"),
    path("<uuid:study_id>/a/<str:token>/report/", preview.report, name="report"),
    path("<uuid:study_id>/history/", preview.elsewhere, name="history"),
    path("<uuid:study_id>/finish/", preview.elsewhere, name="finish"),
    path("<uuid:study_id>/guideline/", preview.guideline, name="guideline"),
    path("<uuid:study_id>/csrf/", preview.csrf, name="csrf"),
    path("<uuid:study_id>/language/", preview.switch_language, name="language"),
    path("<uuid:study_id>/size/", preview.set_size, name="size"),
]
urlpatterns = [
    path(
        f"{language}/",
        include((patterns, "rater"), namespace=f"preview-{language}"),
        {"language": language},
    )
    for language in LANGUAGES
]
