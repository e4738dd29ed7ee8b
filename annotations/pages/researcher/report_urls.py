"""Addresses of the report: its page, what stands behind it, and what can be taken away."""

from django.urls import path

from annotations.pages.researcher import pairs, results

urls = [
    path("<slug:slug>/results/", results.results, name="results"),
    path("<slug:slug>/results/judgments/", results.judgments, name="judgments"),
    path("<slug:slug>/results/pairs/<int:comparison>/", pairs.pair, name="pair"),
]
