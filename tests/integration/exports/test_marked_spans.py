"""Marked spans as a table of their own: what was marked can be found again in what was shown."""

from hashlib import sha256

from django.test import TestCase

from annotations.analysis.marks import span_records
from annotations.assignment.services import claim_next_assignment
from annotations.exceptions import AnnotationsError, WrongState
from annotations.exports.services import export_table
from annotations.exports.writers import Format
from annotations.judging.marks import turns_of
from annotations.judging.spans import Span
from annotations.models import AuditEvent, Export, Turn
from annotations.studies.verification import verify_study
from tests.factories import add_rater, add_researcher, make_running_study, make_user
from tests.results import always, click, hand_in, unblind

from .test_services import rows_of


class MarkedSpansTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(
            single_turn=2, multi_turn=2, raters_per_comparison=1, repeat_share=0
        )
        cls.rater = add_rater(cls.study)
        cls.expected = []
        keys = [criterion.key for criterion in cls.study.criteria.all()]
        while assignment := claim_next_assignment(study=cls.study, rater=cls.rater).assignment:
            choices = {key: click(always("win")(assignment, key), False) for key in keys}
            hand_in(assignment, choices, spans=tuple(cls.marks(assignment)))
        cls.rosa = add_researcher(cls.study)

    @classmethod
    def marks(cls, assignment):
        """The last turn of the first system's answer, and that the second one left things out."""
        swapped = assignment.slot.swapped
        side, other = ("right", "left") if swapped else ("left", "right")
        turns = {place: turn for place, turn in turns_of(assignment).items() if place[0] == side}
        (_side, position), turn = max(turns.items())
        quote = turn.shown_text[3:9]
        yield Span(side, "false", "severe", turn=position, start=3, end=9, quote=quote)
        yield Span(other, "omission", "mild")
        item = assignment.comparison.item
        cls.expected += [
            (item.external_id, "secret-alpha", side, position, quote, "false", "severe"),
            (item.external_id, "secret-beta", other, None, "", "omission", "mild"),
        ]

    def export(self, by=None, form=Format.JSONL):
        return export_table(study=self.study, by=by, what="marked-spans", form=form)

    def test_nothing_by_system_leaves_a_blinded_study(self):
        with self.assertRaises(WrongState):
            self.export()
        with self.assertRaises(WrongState):
            span_records(self.study)
        self.assertFalse(Export.objects.exists())

    def test_every_mark_with_its_system_and_its_place(self):
        unblind(self.study)
        rows = rows_of(self.export())
        keys = ("item", "system", "side", "turn", "quote", "type", "severity")
        self.assertEqual([tuple(row[key] for key in keys) for row in rows], self.expected)
        for row in rows:
            self.assertEqual((row["revision"], row["is_current"]), (1, True))
            self.assertEqual((row["rater"], row["kind"]), (self.rater.pseudonym, "first"))
            self.assertEqual(row["is_withdrawn"], False)

    def test_the_quote_is_the_shown_text_between_start_and_end(self):
        unblind(self.study)
        placed = [row for row in rows_of(self.export()) if row["quote"]]
        self.assertEqual(len(placed), 4)
        for row in placed:
            turn = Turn.objects.get(
                response__item__external_id=row["item"],
                response__system__name=row["system"],
                position=row["turn"],
            )
            self.assertEqual(turn.shown_text[row["start"] : row["end"]], row["quote"])
            shown = sha256(turn.shown_text.encode()).hexdigest()
            self.assertEqual((row["shown_sha256"], turn.shown_sha256), (shown, shown))
            self.assertEqual(row["round_number"], turn.round_number)

    def test_a_superseded_revision_is_told_apart(self):
        submission = self.study.submissions.get(sequence=1)
        self.study.submissions.create(
            assignment=submission.assignment,
            revision=2,
            supersedes=submission,
            idempotency_key="second",
            opened_at=submission.opened_at,
            submitted_at=submission.submitted_at,
            content_sha256="0" * 64,
        )
        unblind(self.study)
        current = [row["is_current"] for row in rows_of(self.export())]
        self.assertEqual(current, [False] * 2 + [True] * 6)

    def test_only_researchers_and_every_time_recorded(self):
        unblind(self.study)
        with self.assertRaises(AnnotationsError):
            self.export(by=make_user())
        exported = self.export(by=self.rosa, form=Format.CSV)
        exported.stream.close()
        record = exported.record
        self.assertEqual((record.filename, record.row_count), (self.filename("csv"), 8))
        self.assertTrue(AuditEvent.objects.filter(action="export.marked-spans").exists())

    def filename(self, form: str) -> str:
        return f"{self.study.slug}-marked-spans.{form}"

    def test_the_chain_is_verified_with_the_marks(self):
        self.assertTrue(all(verdict.holds for verdict in verify_study(self.study)))
