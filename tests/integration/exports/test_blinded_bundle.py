"""Of a frozen study that is still blinded: complete enough to bind, and silent about systems."""

from annotations.exceptions import AnnotationsError, WrongState
from annotations.exports.bundle.profiles import Profile
from annotations.exports.bundles import export_bundle
from annotations.models import Turn
from annotations.studies.lifecycle import unblind_study
from tests.bundles import COMMENT, bundle_bytes, rich_study, unpacked
from tests.factories import add_researcher, make_running_study
from tests.falsifying import drop, edit, head_of, put
from tests.integration.exports.test_jobs import BundlesFolder

FALSIFICATIONS = {
    "drop a judgment's submission": drop("data/submissions", 2),
    "drop a judgment": drop("data/judgments", 7),
    "drop an assignment": drop("data/assignments", 1),
    "a link of the chain": edit("data/submissions", put(hash="0" * 64)),
    "another revision is current": edit(
        "data/submissions", put(is_current=False), lambda row: row["is_current"]
    ),
    "drop an event": drop("data/audit_log", 1),
    "drop a deviation": drop("data/deviations"),
    "more judgments of a rater": edit("data/raters", put(first_judgments=99)),
    "another share": edit("results/scrambled", put(win_share=0.99)),
}


class BlindedBundleTests(BundlesFolder):
    @classmethod
    def setUpTestData(cls):
        cls.study = rich_study(single_turn=4, multi_turn=2, unblinds=False)
        cls.rosa = add_researcher(cls.study)
        cls.data = bundle_bytes(cls.study)

    def test_it_tells_no_system_no_side_and_no_text(self):
        secrets = {"secret-alpha", "SECRET-ALPHA", "First answer", "drink enough", COMMENT}
        secrets |= {self.study.seed, self.study.scramble_key, "swapped", "system_a", "left_system"}
        for turn in Turn.objects.filter(response__item__study=self.study):
            secrets |= {turn.shown_text, turn.shown_sha256, turn.raw_sha256}
        for item in self.study.items.all():
            secrets |= {item.prompt or item.case}
            secrets |= set(item.responses.values_list("shown_sha256", flat=True))
        for profile in (Profile.PSEUDONYMISED, Profile.DEIDENTIFIED):
            with unpacked(bundle_bytes(self.study, profile)) as bundle:
                files = [path for path in bundle.root.rglob("*") if path.is_file()]
                # What it says of the other sort of bundle is no data of this one.
                data = [path for path in files if path.name != "verify.py"]
                everything = b"\n".join(path.read_bytes() for path in data)
                told = {secret for secret in secrets if secret.encode() in everything}
                self.assertEqual(told, set())

    def test_it_checks_itself_and_finds_falsifications(self):
        for profile in (Profile.PSEUDONYMISED, Profile.DEIDENTIFIED):
            with unpacked(bundle_bytes(self.study, profile)) as bundle:
                found = bundle.verify("--head", head_of(bundle))
                self.assertEqual((found.returncode, found.stderr), (0, ""), found.stdout)
                self.assertTrue(bundle.manifest["is_blinded"])
        for name, falsify in FALSIFICATIONS.items():
            with self.subTest(name), unpacked(self.data) as bundle:
                falsify(bundle)
                bundle.mend()
                found = bundle.verify()
                self.assertEqual((found.returncode, found.stderr), (1, ""), found.stdout)

    def test_results_stand_under_drawn_names(self):
        with unpacked(self.data) as bundle:
            rows = bundle.rows("results/scrambled")
            self.assertEqual({(row["first"], row["second"]) for row in rows}, {("A", "B")})
            self.assertEqual(len(rows), 5)
            self.assertTrue(all(row["win_share"] is not None for row in rows))

    def test_the_bundle_after_the_unblinding_is_held_against_it(self):
        self.assertEqual(bundle_bytes(self.study), self.data)
        with unpacked(self.data) as bundle:
            head = head_of(bundle)
        unblind_study(study=self.study, by=None, reason="all pairs are judged")
        with unpacked(bundle_bytes(self.study)) as bundle:
            self.assertFalse(bundle.manifest["is_blinded"])
            self.assertEqual(bundle.verify("--head", head).returncode, 0)

    def test_on_the_page_from_the_freeze_on_and_never_with_names_of_raters(self):
        self.client.force_login(self.rosa)
        page = self.client.get(f"/studies/{self.study.slug}/exports/")
        self.assertContains(page, "frozen and still blinded")
        self.assertNotContains(page, 'value="identified"')
        running = make_running_study()
        for study, profile in ((self.study, Profile.IDENTIFIED), (running, Profile.PSEUDONYMISED)):
            add_researcher(running, self.rosa) if study is running else None
            with self.assertRaises((AnnotationsError, WrongState)):
                export_bundle(study=study, by=self.rosa, profile=profile, path=None)
