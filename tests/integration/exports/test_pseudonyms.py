"""No name, address or number of a rater leaves, but in the file that says so; pseudonyms of two
studies have nothing to do with each other."""

import io
import re
import zipfile

from django.test import TestCase

from annotations.entrance.invitations import enrol, make_group_link, make_personal_link
from annotations.exports.bundle.profiles import Profile
from annotations.exports.services import RESULT_TABLES, export_table
from annotations.exports.writers import Format
from annotations.models import RaterProfile, User
from tests.bundles import bundle_bytes
from tests.factories import add_rater, add_researcher, make_running_study
from tests.mixed import mixed
from tests.results import judge, unblind

RATERS = 200


def contents(data: bytes) -> bytes:
    """All files of a bundle, one after the other."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\0".join(archive.read(name) for name in archive.namelist())


class CanaryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.study = make_running_study(single_turn=6, raters_per_comparison=3)
        cls.other = make_running_study(single_turn=6, raters_per_comparison=3)
        cls.rosa = add_researcher(cls.study)
        cls.people = [cls.canary(number) for number in range(RATERS - 1)]
        link = make_group_link(study=cls.study, by=cls.rosa, name="Canary group Zhao", use_limit=5)
        enrolled = enrol(token=link.token, name="Canary 199 Sun", language="en", browser="b")
        cls.people.append(enrolled.user)
        raters = [add_rater(cls.study, user) for user in cls.people[:-1]]
        make_personal_link(rater=raters[0], by=cls.rosa)
        for number, rater in enumerate(raters[:4]):
            judge(cls.study, rater, mixed(str(number)))
        for number, user in enumerate(cls.people[:4]):
            judge(cls.other, add_rater(cls.other, user), mixed(str(number)))
        unblind(cls.study)
        unblind(cls.other)

    @classmethod
    def canary(cls, number: int) -> User:
        name, mail = f"Canary {number:03} Qian", f"canary-{number:03}@hospital.example"
        user = User.objects.create(name=name, email=mail)
        RaterProfile.objects.create(user=user, title=f"Canary title {number:03}")
        return user

    def traces(self) -> list[bytes]:
        found = []
        for user in self.people:
            found += [user.name, user.email or user.name, user.key, f"user:{user.key}"]
        return [trace.encode() for trace in found]

    def test_no_trace_in_any_file_but_the_identified_one(self):
        for profile in (Profile.PSEUDONYMISED, Profile.DEIDENTIFIED):
            text = contents(bundle_bytes(self.study, profile))
            with self.subTest(profile):
                self.assertEqual([trace for trace in self.traces() if trace in text], [])
                self.assertNotIn(b"anary", text)
                self.assertNotRegex(text, rb"(?<![\d.])\d{1,3}(\.\d{1,3}){3}(?![\d.])")
        text = contents(bundle_bytes(self.study, Profile.IDENTIFIED))
        named = [user for user in self.people if user.name.encode() in text]
        self.assertEqual(len(named), RATERS)

    def test_no_trace_in_single_tables(self):
        for what in RESULT_TABLES:
            for form in (Format.CSV, Format.JSONL):
                exported = export_table(study=self.study, by=None, what=what, form=form)
                with exported.stream as stream:
                    self.assertNotIn(b"anary", stream.read())

    def test_pseudonyms_are_of_one_study_and_stay(self):
        pattern = re.compile(rb"R-[2-9A-Z]{8}")
        here, again, other = (
            set(pattern.findall(contents(bundle_bytes(study))))
            for study in (self.study, self.study, self.other)
        )
        self.assertEqual(here, again)
        self.assertGreaterEqual(len(here), RATERS)
        self.assertEqual(here & other, set())
