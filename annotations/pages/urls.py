"""Addresses of the pages. A study appears by its public id, an assignment by its token."""

from django.urls import include, path

from annotations.pages.account import (
    codes,
    demo,
    join,
    preferences,
    profile,
    reminders,
    team,
    tokens,
)
from annotations.pages.account import views as account
from annotations.pages.account.sign_in import SignIn
from annotations.pages.rater import (
    drafts,
    finishing,
    guidance,
    handing,
    history,
    practice,
    specialties,
)
from annotations.pages.rater import views as rater
from annotations.pages.researcher import counts

account_urls = [
    path("sign-in/", SignIn.as_view(), name="login"),
    path("sign-out/", account.SignOut.as_view(), name="logout"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("signed-out/", account.signed_out, name="signed_out"),
    path("join/<str:token>/", join.join, name="join"),
    path("join-team/<str:token>/", team.join_team, name="join_team"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:api_token>/revoke/", tokens.revoke, name="revoke_token"),
    path("code/", codes.code, name="code"),
    path("reminders/<str:key>/", reminders.reminders, name="reminders"),
    path("device/", codes.device, name="device"),
    path("profile/", profile.profile, name="profile"),
    path("mail-code/", codes.mail_code, name="mail_code"),
    path("demo/<slug:role>/<str:secret>/", demo.sign_in, name="demo_sign_in"),
]
rater_urls = [
    path("<uuid:study_id>/", guidance.study, name="study"),
    path("<uuid:study_id>/accept/", guidance.accept_guidance, name="accept"),
    path("<uuid:study_id>/guideline/", guidance.guideline, name="guideline"),
    path("<uuid:study_id>/withdraw/", guidance.withdraw, name="withdraw"),
    path("<uuid:study_id>/judge/", rater.judge, name="judge"),
    path("<uuid:study_id>/a/<str:token>/submit/", rater.submit, name="submit"),
    path("<uuid:study_id>/a/<str:token>/draft/", drafts.draft, name="draft"),
    path("<uuid:study_id>/a/<str:token>/decline/", handing.decline, name="decline"),
    path("<uuid:study_id>/a/<str:token>/report/", handing.report, name="report"),
    path("<uuid:study_id>/history/", history.judged, name="history"),
    path("<uuid:study_id>/h/<str:judged>/", history.revise, name="revise"),
    path("<uuid:study_id>/a/<str:token>/feedback/", practice.feedback, name="feedback"),
    path("<uuid:study_id>/finish/", finishing.finish, name="finish"),
    path("<uuid:study_id>/guess/<str:judged>/", finishing.guess, name="guess"),
    path("<uuid:study_id>/any-specialty/", specialties.any_specialty, name="any_specialty"),
    path("<uuid:study_id>/csrf/", drafts.csrf, name="csrf"),
]

urlpatterns = [
    path("", account.home, name="home"),
    path("language/", account.set_language, name="set_language"),
    path("", include((account_urls, "account"))),
    path("s/", include((rater_urls, "rater"))),
    path("studies/", include("annotations.pages.researcher.urls")),
    path("counts/", counts.counts, name="counts"),
    path("preview/", include("annotations.pages.researcher.preview_urls")),
]
