"""What tests of generation share."""

from django.test import TestCase

from tests.fake_provider import FakeProvider


class GenerationTestCase(TestCase):
    def setUp(self):
        self.fake = self.enterContext(FakeProvider())
        self.enterContext(self.settings(PRIVATE_ENDPOINTS=[self.fake.address]))
