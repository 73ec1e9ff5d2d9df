"""What the journeys share: a browser, people who sign in, and the promises that every page keeps.

`journey.person(user)` opens a browser of that person's own and signs in through the real form. After each step
`person.looks_right("name of the page")` asks for what every page promises: axe-core finds nothing, nothing scrolls sideways
at 390 px, no script failed and nothing broke the content policy. With JOURNEY_SHOTS=directory it also leaves pictures.
"""

import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from tests.factories.accounts import PASSWORD

AXE = (pathlib.Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const clipped = (node) => { for (let at = node.parentElement; at && at !== document.body; at = at.parentElement) {
    if (getComputedStyle(at).overflowX !== 'visible') return true; } return false; };
  const wide = [...document.querySelectorAll('body *')].filter((node) => node.getBoundingClientRect().right > width + 1 && !clipped(node));
  return wide.slice(-5).map((node) => node.outerHTML.slice(0, 120)).concat([`${document.documentElement.scrollWidth} px wide`]);
}"""


# What sticks to the window covers other things only until one scrolls: a whole page is judged and pictured without.
UNSTICK = """() => { for (const node of document.querySelectorAll('body *')) {
  if (getComputedStyle(node).position === 'sticky') { node.dataset.stuck = ''; node.style.position = 'static'; } } }"""
STICK = """() => { for (const node of document.querySelectorAll('[data-stuck]')) { delete node.dataset.stuck; node.style.position = ''; } }"""


def chromium_path() -> str | None:
    """A Chromium on PATH; None leaves the choice to Playwright's own download."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def playwright_engine() -> Iterator[Playwright]:
    with sync_playwright() as engine:
        yield engine


@pytest.fixture(scope="session")
def chromium(playwright_engine: Playwright) -> Iterator[Browser]:
    browser = playwright_engine.chromium.launch(executable_path=chromium_path(), args=ARGS)
    yield browser
    browser.close()


@pytest.fixture
def journey(chromium: Browser, live_server: Any) -> Iterator["Journey"]:
    walked = Journey(chromium, live_server.url)
    yield walked
    walked.end()


def confirm_address(user: Any) -> None:
    """As if the person had followed the link in the letter of welcome."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


class Journey:
    """A real server, and the people who come to it, each in a browser of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.people: list[Person] = []

    def person(self, user: Any = None, *, phone: bool = False, language: str = "ko-KR", **options: Any) -> "Person":
        """A fresh browser; signed in when `user` is given. `phone` is 390 px wide and touched."""
        if phone:
            options |= {"has_touch": True, "is_mobile": True}
        context = self.browser.new_context(
            viewport=PHONE if phone else DESKTOP, locale=language, timezone_id="Asia/Seoul", base_url=self.address, **options
        )
        context.set_default_timeout(10_000)
        person = Person(context.new_page(), phone=phone)
        self.people.append(person)
        if user is not None:
            confirm_address(user)
            person.sign_in(user)
        return person

    def end(self) -> None:
        for person in self.people:
            person.page.context.close()


class Person:
    """Somebody in front of a browser."""

    def __init__(self, page: Page, *, phone: bool = False) -> None:
        self.page = page
        self.phone = phone
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def sign_in(self, user: Any, password: str = PASSWORD) -> None:
        """Through the form, as people do."""
        self.go("/accounts/login/")
        self.fill_sign_in(user, password)
        self.page.wait_for_url(lambda url: "/login" not in url)

    def fill_sign_in(self, user: Any, password: str = PASSWORD) -> None:
        form = self.page.locator("form:has(input[name=login])")
        form.locator("input[name=login]").fill(user.email)
        form.locator("input[name=password]").fill(password)
        form.locator("button[type=submit], input[type=submit]").first.click()

    def go(self, address: str, *, status: int = 200) -> None:
        response = self.page.goto(address)
        assert response is not None and response.status == status, f"{address} answered {response and response.status}"

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """A button or link, by the words on it."""
        scope = within or self.page
        scope.get_by_role("button", name=name).or_(scope.get_by_role("link", name=name)).first.click()

    def confirm(self) -> None:
        """Yes in the question box."""
        self.page.locator("#confirm-dialog button[value=ok]").click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def shoot(self, name: str) -> None:
        if folder := os.environ.get("JOURNEY_SHOTS"):
            path = pathlib.Path(folder)
            path.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=path / f"{name}.png", full_page=True)

    def looks_right(self, name: str) -> None:
        """The promises of every page, at its own width and at a phone's."""
        self.page.wait_for_load_state()
        self.page.evaluate(UNSTICK)
        self.shoot(f"{name}-{'phone' if self.phone else 'desktop'}")
        self._finds_no_barrier(name)
        if not self.phone:
            self.page.set_viewport_size(PHONE)
            self.shoot(f"{name}-390")
            self._finds_no_barrier(f"{name} at 390 px")
        wide = self.page.evaluate(SIDEWAYS)
        self.page.evaluate(STICK)
        if not self.phone:
            self.page.set_viewport_size(DESKTOP)
        assert not wide, f"{name} scrolls sideways at 390 px: {wide}"
        assert not self.complaints, f"{name}: {self.complaints}"

    def _finds_no_barrier(self, name: str) -> None:
        self.page.evaluate(AXE)  # by the debugger's door: the content policy stays as strict as it is
        found = self.page.evaluate("(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", AXE_RULES)
        barriers = [
            f"{rule['id']} ({rule['impact']}): {node['html'][:160]} — {node.get('failureSummary', '')[:300]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
        assert not barriers, f"{name}:\n" + "\n".join(barriers)
