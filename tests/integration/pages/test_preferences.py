"""Reading and keys: stored with the person, with and without script."""

from typing import Any

from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from annotations.models import User
from annotations.pages.rater.shortcuts import usual_keys
from tests import factories

SCRIPT = {"Accept": "application/json"}


class PreferencesTests(TestCase):
    def setUp(self) -> None:
        self.alice = factories.make_user(name="Alice", preferences={"of_another_part": [1]})
        self.client.force_login(self.alice)
        self.url = reverse("account:preferences")

    def send(self, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
        return self.client.post(self.url, fields, headers=headers)

    def stored(self) -> dict[str, Any]:
        stored = User.objects.get(pk=self.alice.pk).preferences
        self.assertEqual(stored.pop("of_another_part"), [1])
        return stored

    def test_a_script_changes_one_value_and_leaves_the_others(self):
        self.assertEqual(self.send(SCRIPT, text_size="150").status_code, 204)
        self.assertEqual(self.send(SCRIPT, keys_on="off").status_code, 204)
        self.assertEqual(self.stored(), {"text_size": 150, "keys_on": False})

    def test_a_script_is_told_what_is_wrong_and_nothing_changes(self):
        for wrong in ({"text_size": "1000"}, {"theme": "pink"}, {"keys_on": "maybe"}):
            answer = self.send(SCRIPT, **wrong)
            self.assertEqual((answer.status_code, [*answer.json()["errors"]]), (422, [*wrong]))
        self.assertEqual(self.stored(), {})

    def test_without_script_a_button_leads_back_to_the_page(self):
        self.assertRedirects(
            self.send(text_size="200", next="/studies/"), "/studies/", target_status_code=200
        )
        for elsewhere in ("https://evil.example/", "//evil.example", ""):
            self.assertRedirects(self.send(theme="dark", next=elsewhere), self.url)
        page = self.client.get(self.url)
        self.assertContains(page, '<html lang="en" data-size="200" data-theme="dark">')

    def test_the_usual_look_needs_no_attribute_and_a_stranger_has_none(self):
        self.assertContains(self.client.get(self.url), '<html lang="en">')
        self.client.logout()
        self.assertContains(self.client.get(reverse("account:login")), '<html lang="en">')

    def test_keys_go_with_the_person_to_the_judging_page(self):
        study = factories.make_running_study(raters=[self.alice])
        self.send(**self.keys(case="Ｋ", flip="c"))
        self.assertEqual(self.stored(), {"keys": {"case": "k", "flip": "c"}})
        page = self.client.get(reverse("rater:judge", kwargs={"study_id": study.public_id}))
        self.assertContains(page, '<dt data-command="case" data-key="k"><kbd>K</kbd></dt>')
        self.assertContains(page, '<dt data-command="flip" data-key="c"><kbd>C</kbd></dt>')

    def test_a_taken_key_a_digit_and_a_word_are_refused_with_a_sentence(self):
        for keys, sentence in (
            ({"case": "f"}, "Two commands cannot share a key."),
            ({"case": "1"}, "Digits choose the answers; take a letter or a sign."),
            ({"case": "ab"}, "A key is one letter or sign of a plain keyboard."),
            ({"case": "字"}, "A key is one letter or sign of a plain keyboard."),
        ):
            with self.subTest(keys):
                answer = self.send(**self.keys(**keys))
                self.assertContains(answer, sentence, status_code=422)
        self.assertEqual(self.stored(), {})

    def test_an_emptied_field_and_reset_give_the_usual_key_back(self):
        self.send(**self.keys(case="k"))
        self.send(**self.keys(case=""))
        self.assertEqual(self.stored(), {})
        self.send(**self.keys(case="k", sync="q"))
        self.send(**self.keys(case="1"), reset_keys="on")
        self.assertEqual(self.stored(), {})

    def keys(self, **changed: str) -> dict[str, str]:
        return {f"key-{command}": key for command, key in (usual_keys() | changed).items()}
