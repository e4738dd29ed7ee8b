"""Addresses of the researchers' pages."""

from django.urls import include, path

from annotations.pages.researcher import exports, problems, results, studies
from annotations.pages.researcher.acts import ACTS

patterns = [
    path("", studies.studies, name="studies"),
    path("<slug:slug>/", studies.study, name="study"),
    path("<slug:slug>/retry/", studies.retry, name="retry"),
    path("<slug:slug>/items/<int:item>/withdraw/", problems.withdraw_item, name="withdraw_item"),
    path("<slug:slug>/reports/<int:report>/settle/", problems.settle, name="settle"),
    path("<slug:slug>/results/", results.results, name="results"),
    path("<slug:slug>/export/<slug:what>.<slug:form>", exports.export, name="export"),
    *(path(f"<slug:slug>/{act}/", studies.act, {"act": act}, name=act) for act in ACTS),
]
urlpatterns = [path("", include((patterns, "researcher")))]
