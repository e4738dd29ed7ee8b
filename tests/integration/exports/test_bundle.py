"""The bundle: the same bytes every time, complete, and it checks itself."""

import subprocess
import sys

from django.test import TestCase

from annotations.exceptions import WrongState
from annotations.exports.bundle.profiles import Profile
from tests.bundles import COMMENT, Unpacked, bundle_bytes, rich_study, unpacked
from tests.factories import make_running_study
from tests.falsifying import FALSIFICATIONS, edit, head_of, put
from tests.planted import Size, Truth, planted_study


class BundleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = rich_study()
        cls.data = bundle_bytes(cls.study)

    def test_the_same_study_gives_the_same_bytes(self):
        for profile in Profile:
            self.assertEqual(bundle_bytes(self.study, profile), bundle_bytes(self.study, profile))

    def test_it_holds_under_its_own_check_in_every_profile(self):
        for profile in Profile:
            for with_answers in (True, False):
                data = bundle_bytes(self.study, profile, with_answers=with_answers)
                with self.subTest(profile, with_answers=with_answers), unpacked(data) as bundle:
                    self.assert_holds(bundle)

    def assert_holds(self, bundle: Unpacked) -> None:
        found = bundle.verify()
        self.assertEqual((found.returncode, found.stderr), (0, ""), found.stdout)
        self.assertIn(" 0 differences.", found.stdout)

    def test_nothing_of_the_study_is_missing(self):
        with unpacked(self.data) as bundle:
            tables = [t for t in bundle.manifest["tables"] if t["folder"] == "data"]
            empty = {table["name"] for table in tables if not table["rows"]}
            self.assertEqual(empty, {"acceptances", "guidance_texts"})
            comments = {row["comment"] for row in bundle.rows("data/judgments")}
            self.assertEqual(comments, {"", COMMENT})

    def test_every_falsification_is_found(self):
        for name, falsify in FALSIFICATIONS.items():
            with self.subTest(name), unpacked(self.data) as bundle:
                falsify(bundle)
                bundle.mend()
                found = bundle.verify()
                self.assertEqual((found.returncode, found.stderr), (1, ""), found.stdout)
                self.assertIn("DIFFERENT", found.stdout)

    def test_checklists_leave_nothing_blank(self):
        with unpacked(self.data) as bundle:
            for name, count in (("chart", 30), ("tripod_llm", 61)):
                rows = bundle.rows(f"checklists/{name}")
                self.assertEqual(len(rows), count)
                for column in ("topic", "topic_zh", "answer", "answer_zh"):
                    self.assertTrue(all(row[column].strip() for row in rows))
                kinds = {row["status"] for row in rows}
                self.assertLessEqual(kinds, {"filled", "not_applicable", "author_must_write"})

    def test_the_codebook_explains_every_column_in_both_languages(self):
        with unpacked(self.data) as bundle:
            known = {(row["table"], row["column"]): row for row in bundle.rows("codebook")}
            for table in bundle.manifest["tables"]:
                name = f"{table['folder']}/{table['name']}"
                for row in bundle.rows(name)[:1]:
                    self.assertEqual(list(row), table["columns"])
                for column in table["columns"]:
                    meaning = known.pop((name, column))
                    self.assertTrue(meaning["meaning_en"] and meaning["meaning_zh"])
            self.assertEqual(known, {})

    def test_the_main_numbers_come_out_again(self):
        with unpacked(self.data) as bundle:
            found = subprocess.run(
                [sys.executable, str(bundle.root / "recompute.py")],
                capture_output=True,
                text=True,
            )
            self.assertEqual((found.returncode, found.stderr), (0, ""), found.stdout)
            self.assertRegex(found.stdout, r"[1-9]\d+ numbers compared, 0 differences")
            edit("data/exclusions", put(submission=1))(bundle)
            command = [sys.executable, str(bundle.root / "recompute.py")]
            self.assertEqual(subprocess.run(command, capture_output=True).returncode, 1)

    def test_mending_alone_is_no_falsification(self):
        with unpacked(self.data) as bundle:
            for table in bundle.manifest["tables"]:
                name = f"{table['folder']}/{table['name']}"
                bundle.save(name, bundle.rows(name))
            bundle.mend()
            self.assert_holds(bundle)

    def test_a_head_published_earlier_is_asked_for(self):
        with unpacked(self.data) as bundle:
            self.assertEqual(bundle.verify("--head", head_of(bundle)).returncode, 0)
            self.assertEqual(bundle.verify("--head", "0" * 64).returncode, 1)

    def test_shares_that_say_the_same_as_overall_are_counted_again(self):
        study = planted_study(Truth(strengths=(0.4, -0.4)), Size(items=12)).study
        with unpacked(bundle_bytes(study)) as bundle:
            self.assertEqual(len(bundle.rows("results/drivers")), 2)
            # Answers of a planted study were never hashed; what is counted is as in any other.
            self.assertRegex(bundle.verify().stdout, r"ok +shares that say the same as overall")
            edit("results/drivers", put(same_share=0.987))(bundle)
            bundle.mend()
            told = bundle.verify().stdout
            self.assertRegex(told, r"DIFFERENT +shares that say the same as overall")

    def test_it_is_refused_before_the_unblinding(self):
        running = make_running_study()
        with self.assertRaises(WrongState):
            bundle_bytes(running)
