"""A small size of tests.faults.export_while_judging: exports while raters hand in are whole."""

from tests.faults import export_while_judging


class ExportWhileJudgingTests(export_while_judging.ExportWhileJudgingTests):
    exports, raters, items, pace = 6, 6, 60, 30
