"""Addresses of the API, below /api/v1/."""

from django.urls import path, re_path

from . import studies
from .schema import SchemaView
from .views import NotHere

app_name = "api"
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("studies/", studies.StudiesView.as_view(), name="studies"),
    path("studies/<slug:slug>/", studies.StudyView.as_view(), name="study"),
    re_path(r"", NotHere.as_view(), name="not_here"),
]
