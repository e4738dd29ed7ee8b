"""Addresses of the report: its page, what stands behind it, and what can be taken away."""

from django.urls import path

from annotations.pages.researcher import findings, pairs, report_files, results

urls = [
    path("<slug:slug>/results/", results.results, name="results"),
    path("<slug:slug>/results/findings/<slug:problem>/", findings.finding, name="finding"),
    path("<slug:slug>/results/judgments/", results.judgments, name="judgments"),
    path("<slug:slug>/results/pairs/<int:comparison>/", pairs.pair, name="pair"),
    path("<slug:slug>/results/report.<str:ending>", report_files.report, name="report_file"),
    path(
        "<slug:slug>/results/figures/<slug:figure>.<str:form>",
        report_files.figure,
        name="figure_file",
    ),
    path(
        "<slug:slug>/results/tables/<slug:name>.<str:form>", report_files.table, name="table_file"
    ),
    path("<slug:slug>/results/texts/<slug:text>.md", report_files.text, name="text_file"),
]
