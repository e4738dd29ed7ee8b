"""Addresses of the researchers' pages."""

from django.urls import include, path

from annotations.pages.researcher import (
    exports,
    problems,
    raters,
    results,
    setup,
    starting,
    studies,
)
from annotations.pages.researcher.acts import ACTS

patterns = [
    path("", studies.studies, name="studies"),
    path("<slug:slug>/", studies.study, name="study"),
    path("<slug:slug>/setup/", setup.setup, name="setup"),
    path("<slug:slug>/setup/start/", starting.start, name="setup_start"),
    path("<slug:slug>/retry/", studies.retry, name="retry"),
    path("<slug:slug>/items/<int:item>/withdraw/", problems.withdraw_item, name="withdraw_item"),
    path("<slug:slug>/reports/<int:report>/settle/", problems.settle, name="settle"),
    path("<slug:slug>/raters/", raters.raters, name="raters"),
    path("<slug:slug>/raters/invite/", raters.invite, name="invite"),
    path("<slug:slug>/raters/invite-group/", raters.invite_group, name="invite_group"),
    path("<slug:slug>/raters/<str:pseudonym>/link/", raters.new_link, name="new_link"),
    path("<slug:slug>/links/<int:link>/revoke/", raters.revoke, name="revoke"),
    path("<slug:slug>/results/", results.results, name="results"),
    path("<slug:slug>/export/<slug:what>.<slug:form>", exports.export, name="export"),
    *(path(f"<slug:slug>/{act}/", studies.act, {"act": act}, name=act) for act in ACTS),
]
urlpatterns = [path("", include((patterns, "researcher")))]
