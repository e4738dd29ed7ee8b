"""Addresses of the researchers' pages."""

from django.urls import include, path

from annotations.pages.researcher import studies

patterns = [
    path("", studies.studies, name="studies"),
]
urlpatterns = [path("", include((patterns, "researcher")))]
