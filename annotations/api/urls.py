"""Addresses of the API, below /api/v1/."""

from django.urls import include, path, re_path

from . import (
    acts,
    bundles,
    endpoints,
    exports,
    generation,
    guidance,
    items,
    members,
    progress,
    raters,
    record,
    responses,
    results,
    studies,
    systems,
)
from .schema import SchemaView
from .views import NotHere

app_name = "api"
of_a_study = [
    path("", studies.StudyView.as_view(), name="study"),
    *(path(f"{name}/", view.as_view(), name=name) for name, view in acts.VIEWS.items()),
    path("progress/", progress.ProgressView.as_view(), name="progress"),
    path("comparisons/", progress.ComparisonsView.as_view(), name="comparisons"),
    path("items/", items.ItemsView.as_view(), name="items"),
    path("items/<int:item>/", items.ItemView.as_view(), name="item"),
    path("items/<int:item>/withdraw/", items.WithdrawItemView.as_view(), name="withdraw_item"),
    path("responses/", responses.ResponsesView.as_view(), name="responses"),
    path("endpoints/", endpoints.EndpointsView.as_view(), name="endpoints"),
    path("endpoints/<int:endpoint>/", endpoints.EndpointView.as_view(), name="endpoint"),
    path("systems/", systems.SystemsView.as_view(), name="systems"),
    path("systems/<int:system>/", systems.SystemView.as_view(), name="system"),
    path(
        "systems/<int:system>/responses/",
        responses.SystemResponsesView.as_view(),
        name="system_responses",
    ),
    path("generation/", generation.GenerationView.as_view(), name="generation"),
    path("generation/start/", generation.StartGenerationView.as_view(), name="start_generation"),
    path("generation/pause/", generation.PauseGenerationView.as_view(), name="pause_generation"),
    path("generation/retry/", generation.RetryGenerationView.as_view(), name="retry_generation"),
    path("guidance/", guidance.GuidanceView.as_view(), name="guidance"),
    path("raters/", raters.RatersView.as_view(), name="raters"),
    path("raters/<slug:pseudonym>/", raters.RaterView.as_view(), name="rater"),
    path("raters/<slug:pseudonym>/link/", raters.RaterLinkView.as_view(), name="rater_link"),
    path("invitations/", raters.InvitationsView.as_view(), name="invitations"),
    path("invitations/<int:link>/", raters.InvitationView.as_view(), name="invitation"),
    path("members/", members.MembersView.as_view(), name="members"),
    path("members/<int:member>/", members.MemberView.as_view(), name="member"),
    path("problems/", record.ProblemsView.as_view(), name="problems"),
    path("problems/<int:report>/", record.ProblemView.as_view(), name="problem"),
    path("record/", record.RecordView.as_view(), name="record"),
    path("results/", results.ResultsView.as_view(), name="results"),
    path("bundles/", bundles.BundlesView.as_view(), name="bundles"),
    path("bundles/<int:bundle>/", bundles.BundleView.as_view(), name="bundle"),
    path("bundles/<int:bundle>/file/", bundles.BundleFileView.as_view(), name="bundle_file"),
    path("exports/", exports.ExportsView.as_view(), name="exports"),
    path("exports/<slug:what>.<slug:form>", exports.ExportView.as_view(), name="export"),
]
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("studies/", studies.StudiesView.as_view(), name="studies"),
    path("studies/<slug:slug>/", include(of_a_study)),
    re_path(r"", NotHere.as_view(), name="not_here"),
]
