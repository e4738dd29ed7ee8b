"""Addresses of the researchers' pages."""

from django.urls import include, path

from annotations.pages.researcher import (
    blinding,
    bundles,
    criteria,
    erasing,
    exports,
    items_urls,
    judges,
    leaks,
    members,
    monitor,
    new,
    plan,
    previewing,
    problems,
    rater,
    rater_texts,
    raters,
    record,
    report_urls,
    setup,
    starting,
    studies,
)
from annotations.pages.researcher.acts import ACTS
from annotations.pages.researcher.systems_urls import patterns as systems_and_answers

setting_up = [
    path("<slug:slug>/setup/", setup.setup, name="setup"),
    path("<slug:slug>/setup/plan/", plan.plan, name="setup_plan"),
    path("<slug:slug>/setup/plan/means/", plan.consequences, name="plan_means"),
    path("<slug:slug>/setup/criteria/", criteria.criteria, name="setup_criteria"),
    path("<slug:slug>/setup/raters/", rater_texts.rater_texts, name="setup_raters"),
    path("<slug:slug>/setup/preview/", previewing.preview_step, name="setup_preview"),
    path("<slug:slug>/setup/start/", starting.start, name="setup_start"),
]
patterns = [
    path("", studies.studies, name="studies"),
    path("new/", new.new, name="new"),
    path("<slug:slug>/", studies.study, name="study"),
    *setting_up,
    *systems_and_answers,
    *items_urls.patterns,
    path("<slug:slug>/retry/", studies.retry, name="retry"),
    path("<slug:slug>/items/<int:item>/withdraw/", problems.withdraw_item, name="withdraw_item"),
    path("<slug:slug>/reports/<int:report>/settle/", problems.settle, name="settle"),
    path("<slug:slug>/members/", members.members, name="members"),
    path("<slug:slug>/members/add/", members.add_member, name="add_member"),
    path("<slug:slug>/members/<int:member>/", members.change_member, name="change_member"),
    path("<slug:slug>/members/<int:member>/remove/", members.remove_member, name="remove_member"),
    path(
        "<slug:slug>/members/links/<int:link>/revoke/",
        members.revoke_member_link,
        name="revoke_member_link",
    ),
    *raters.urls,
    *rater.urls,
    *erasing.urls,
    *monitor.urls,
    *leaks.urls,
    *blinding.urls,
    *record.urls,
    *report_urls.urls,
    *judges.urls,
    *exports.urls,
    *bundles.urls,
    *(path(f"<slug:slug>/{act}/", studies.act, {"act": act}, name=act) for act in ACTS),
]
urlpatterns = [path("", include((patterns, "researcher")))]
