"""Addresses of the set-up's step "items" and of the files that come in there."""

from django.urls import path

from annotations.pages.researcher import files, items

STEP = "<slug:slug>/setup/items/"
FILE = f"{STEP}files/<str:token>/"

patterns = [
    path(STEP, items.setup_items, name="setup_items"),
    path(f"{STEP}<int:item>/", items.setup_item, name="setup_item"),
    path(f"{STEP}remove/", items.remove, name="remove_items"),
    path(f"{STEP}answers/<int:system>/remove/", items.remove_answers, name="remove_answers"),
    path(f"{STEP}examples/<str:example>", items.example_file, name="example_file"),
    path(f"{STEP}upload/", files.upload_file, name="upload_file"),
    path(FILE, files.uploaded_file, name="uploaded_file"),
    path(f"{FILE}columns/", files.map_columns, name="map_columns"),
    path(f"{FILE}import/", files.import_file, name="import_file"),
    path(f"{FILE}discard/", files.discard_file, name="discard_file"),
    path(f"{FILE}bad-rows/", files.bad_rows, name="bad_rows"),
]
