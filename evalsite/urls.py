"""Mounts the pages, the API and the admin."""

from django.contrib import admin
from django.urls import include, path

from annotations.pages.account.sign_in import admin_sign_in

urlpatterns = [
    path("admin/login/", admin_sign_in, name="admin_sign_in"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("annotations.api.urls")),
    path("", include("annotations.pages.urls")),
]
