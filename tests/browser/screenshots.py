"""Takes the pictures of the manual from the demo study, so that they stay true.

    python -m pytest tests/browser/screenshots.py

writes docs/manual/<language>/<state>-<size>.png. It is no test, so it is not collected.
"""

import threading
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import override_settings

from annotations.comparisons.services import release_ready_comparisons
from annotations.entrance.invitations import make_group_link, make_personal_link
from annotations.models import Assignment, Study, User
from annotations.pages.account.demo import DEMO_USERS
from annotations.studies.lifecycle import freeze_study, start_study, unblind_study
from evalsite.demo.loading import load_demo
from evalsite.scripted.server import ScriptedServer
from tests.browser.base import LANGUAGES, PageTestCase
from tests.factories import accept_all, make_item, make_response, make_study
from tests.generating import responses_of, run

MANUAL = Path(settings.BASE_DIR) / "docs" / "manual"
PRACTICE = tomllib.loads((Path(settings.BASE_DIR) / "tests/data/practice.toml").read_text("utf-8"))


class Screenshots(PageTestCase):
    """The demo's physician and researcher, from the first page to the results."""

    def setUp(self) -> None:
        super().setUp()
        server = ScriptedServer(port=0)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        for end in (thread.join, server.server_close, server.shutdown):
            self.addCleanup(end)
        address = f"127.0.0.1:{server.port}"
        self.enterContext(override_settings(PRIVATE_ENDPOINTS=[address], DEMO=True))
        self.study = load_demo(scripted_url=f"http://{address}/v1").study
        for response in responses_of(self.study):
            run(response)
        release_ready_comparisons(self.study)

    def person(self, role: str) -> User:
        return User.objects.get(email=DEMO_USERS[role])

    def take(self, page: Any, language: str, name: str, size: str, *, whole: bool = False) -> None:
        folder = MANUAL / language
        folder.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=folder / f"{name}-{size}.png", full_page=whole)

    def test_pictures(self):
        entry = f"{self.live_server_url}/s/{self.study.public_id}/"
        self.show_coming_in()
        self.show_acceptance(entry)
        for language in LANGUAGES:
            for size, scheme in (("laptop", "light"), ("phone", "light"), ("laptop", "dark")):
                suffix = size if scheme == "light" else "dark"
                page = self.open_context(
                    self.person("physician"), language=language, size=size, scheme=scheme
                ).new_page()
                page.goto(entry)
                self.take(page, language, "study", suffix)
                self.show_pair(page, entry, language, suffix, "single_turn")
                self.show_pair(page, entry, language, suffix, "multi_turn")
                if suffix == "laptop":
                    self.show_guideline(page, entry, language)
                    self.show_acts(page, entry, language)
        self.show_practice()
        self.judge_all(entry)
        self.show_researcher()

    def show_coming_in(self) -> None:
        rater = self.study.raters.get()
        personal = make_personal_link(rater=rater, by=None).token
        group = make_group_link(study=self.study, name="Ward 3", use_limit=20, by=None).token
        for language in LANGUAGES:
            for name, token in (("link", personal), ("group-link", group)):
                page = self.open_context(None, language=language, size="phone").new_page()
                page.goto(f"{self.live_server_url}/join/{token}/")
                self.take(page, language, name, "phone")
            page = self.open_context(self.person("physician"), language=language).new_page()
            page.goto(f"{self.live_server_url}/device/")
            page.locator("main form button").click()
            self.take(page, language, "second-device", "laptop")

    def show_guideline(self, page: Any, entry: str, language: str) -> None:
        page.goto(f"{entry}judge/")
        page.keyboard.press("g")
        page.locator("#guideline li").first.wait_for()
        self.take(page, language, "guideline", "laptop")

    def show_acts(self, page: Any, entry: str, language: str) -> None:
        """A passage being marked, and the ways to hand a pair on and to report it."""
        self.hold(language, "single_turn")
        page.goto(f"{entry}judge/")
        for key in ("x", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        page.locator("#mark-palette:visible").wait_for()
        page.screenshot(path=MANUAL / language / "marking-laptop.png")
        for _ in range(2):
            page.keyboard.press("Escape")
        for key, panel, name in (("n", ".cannot", "cannot-judge"), ("p", ".report", "report")):
            page.keyboard.press(key)
            page.locator(f"{panel} .panel").wait_for()
            page.screenshot(path=MANUAL / language / f"{name}-laptop.png")
            page.keyboard.press("Escape")

    def show_practice(self) -> None:
        """A practice pair, and what its author thinks of it."""
        for language in LANGUAGES:
            physician = self.person("physician")
            study = self.practice_study(language, physician)
            page = self.open_context(physician, language=language).new_page()
            page.goto(f"{self.live_server_url}/s/{study.public_id}/judge/")
            page.locator("#verdict").wait_for()
            self.take(page, language, "practice", "laptop")
            for key in ("1", "1", "1", "2", "1", "Enter"):
                page.keyboard.press(key)
            page.locator("#go-on").wait_for()
            self.take(page, language, "practice-feedback", "laptop")

    def practice_study(self, language: str, physician: User) -> Study:
        texts = PRACTICE[language]
        study = make_study(title=self.study.title, raters_per_comparison=1, raters=[physician])
        for criterion in study.criteria.all():  # in the words of the demo
            shown = self.study.criteria.get(key=criterion.key)
            study.criteria.filter(pk=criterion.pk).update(
                name=shown.name, description=shown.description
            )
        first, second = study.systems.all()
        practice = {"better": first.name, "feedback": dict.fromkeys(LANGUAGES, texts["feedback"])}
        for opinion in (practice, None):
            item = make_item(study, language=language, prompt=texts["prompt"], practice=opinion)
            make_response(item, first, texts["better"])
            make_response(item, second, texts["worse"])
        return start_study(study=study, by=None)

    def show_acceptance(self, entry: str) -> None:
        for language in LANGUAGES:
            for size in ("laptop", "phone"):
                page = self.open_context(
                    self.person("physician"), language=language, size=size
                ).new_page()
                page.goto(entry)
                self.take(page, language, "accept", size, whole=True)
        accept_all(self.study.raters.get())

    def show_pair(self, page: Any, entry: str, language: str, suffix: str, kind: str) -> None:
        self.hold(language, kind)
        page.goto(f"{entry}judge/")
        name = kind.split("_")[0]
        self.take(page, language, f"judge-{name}", suffix)
        if suffix == "laptop":
            for key in ("1", "2", "1"):
                page.keyboard.press(key)
            page.screenshot(path=MANUAL / language / f"judge-{name}-half-{suffix}.png")
        if suffix == "phone":
            page.locator(".to-verdict").tap()
            self.take(page, language, f"verdict-{name}", suffix)

    def hold(self, language: str, kind: str) -> None:
        """Put a pair of this kind and language into the physician's hands."""
        rater = self.study.raters.get()
        Assignment.objects.filter(rater=rater, state="open").update(state="expired")
        slot = self.study.slots.filter(
            comparison__item__kind=kind, comparison__item__language=language, kind="first"
        ).earliest("position")
        again = Assignment.objects.filter(rater=rater, comparison=slot.comparison)
        if not again.update(state="open"):
            Assignment.objects.create(
                slot=slot,
                rater=rater,
                comparison=slot.comparison,
                leased_until="2100-01-01T00:00:00Z",
            )

    def judge_all(self, entry: str) -> None:
        page = self.open_context(self.person("physician")).new_page()
        page.goto(f"{entry}judge/")
        verdicts = ("11211", "22122", "31331", "13213", "02222")
        for number in range(40):
            if not page.locator("#verdict").count():
                break
            token = page.locator("#verdict").get_attribute("action")
            for key in verdicts[number % len(verdicts)]:
                page.keyboard.press(key)
            page.keyboard.press("Enter")
            page.locator(f"#verdict[action='{token}']").wait_for(state="detached")
        for language in LANGUAGES:
            page = self.open_context(self.person("physician"), language=language).new_page()
            page.goto(f"{entry}judge/")
            self.take(page, language, "finished", "laptop")
            for size in ("laptop", "phone"):
                self.show_looking_back(entry, language, size)

    def show_looking_back(self, entry: str, language: str, size: str) -> None:
        """Earlier pairs, one of them open again, and the end."""
        physician = self.person("physician")
        page = self.open_context(physician, language=language, size=size).new_page()
        page.goto(f"{entry}history/")
        self.take(page, language, "history", size, whole=True)
        page.locator("#latest").click()
        page.locator("#verdict").wait_for(state="attached")
        self.take(page, language, "revise", size)
        page.goto(f"{entry}finish/")
        self.take(page, language, "closing-question", size)
        page.locator("a[href*='/guess/']").click()
        self.take(page, language, "guess", size, whole=True)
        page.goto(f"{entry}finish/?record=1")
        self.take(page, language, "record", size, whole=True)

    def show_researcher(self) -> None:
        rosa = self.person("researcher")
        base = f"{self.live_server_url}/studies/"
        self.shoot(rosa, base, "studies")
        self.shoot(rosa, f"{base}{self.study.slug}/", "progress")
        study = Study.objects.get(pk=self.study.pk)
        freeze_study(study=study, by=rosa)
        unblind_study(study=study, by=rosa, reason="The demo is over.")
        self.shoot(rosa, f"{base}{self.study.slug}/results/", "results")
        self.shoot(None, f"{self.live_server_url}/sign-in/", "sign-in")
        with override_settings(DEMO_SECRET="secret"):
            self.shoot(None, f"{self.live_server_url}/demo/physician/secret/", "demo")

    def shoot(self, user: User | None, url: str, name: str) -> None:
        is_long = name in {"results", "progress"}
        for language in LANGUAGES:
            for size in ("laptop", "phone") if is_long else ("laptop",):
                page = self.open_context(user, language=language, size=size).new_page()
                page.goto(url)
                self.take(page, language, name, size, whole=is_long)
