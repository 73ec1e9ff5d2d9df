"""Takes the pictures of the help pages from a running demonstration: `python tools/help_pictures.py [http://127.0.0.1:8000]`.

Korean pages, cropped to what the words beside them speak of, as WebP of at most 60 KB in static/img/help/.
Run it beside a fresh demonstration: its draft, its round and its result have the same numbers every time.
"""

import datetime as dt
import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "static/img/help"
MOST_BYTES = 60_000
MARGIN = 16  # pixels around the part
DESK, PHONE = (1180, 900), (390, 780)
PASSWORD = "demo-cluster-2010"  # noqa: S105  (printed by the demonstration itself)
YEAR = dt.date.today().year
DRAFT = f"/projects/proposals/P-{YEAR}-national-3-000049/"
HANDED_IN = f"/projects/proposals/P-{YEAR}-national-2-000024/"
SCORING, RELEASED = f"{YEAR}-national-2-capital", f"{YEAR}-national-1-capital"


@dataclass(frozen=True)
class Picture:
    """`part`: the element shown, from its top at most `tall` pixels; `press`: what to press first, if anything."""

    name: str
    who: str
    path: str
    part: str
    screen: tuple[int, int] = DESK
    tall: int = 640
    press: str = ""


PICTURES = (
    Picture("company-1", "lead", DRAFT, "section:has(> #board)"),
    Picture("company-2", "lead", f"{DRAFT}edit/budget/", ".page-content", tall=900),
    Picture("company-3", "lead", f"{HANDED_IN}submitted/", ".receipt"),
    Picture("evaluator-1", "evaluator1", f"/evaluation/my/{SCORING}/", "main", PHONE, 760),
    Picture("evaluator-2", "evaluator1", f"/evaluation/my/{SCORING}/next/", "#sheet-pane", PHONE, 620, press="[data-pane=sheet]"),
    Picture("hq-1", "hqhead", f"/evaluation/rounds/{SCORING}/monitor/", "section:has(#by-proposal)", tall=600),
    Picture("hq-2", "hqhead", f"/evaluation/rounds/{RELEASED}/ranking/", ".page-content", tall=760),
    Picture("hq-3", "hqhead", f"/evaluation/rounds/{RELEASED}/ranking/P-{YEAR}-national-1-000001/", ".page-content", tall=820),
    Picture("ministry-1", "ministry", "/dashboard/", ".page-content", tall=900),
)  # fmt: skip


def main(address: str) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    browser_path = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for who in dict.fromkeys(picture.who for picture in PICTURES):
            page = browser.new_context(locale="ko-KR", reduced_motion="reduce", bypass_csp=True).new_page()
            sign_in(page, address, who)
            for picture in (one for one in PICTURES if one.who == who):
                target = PLACE / f"{picture.name}.ko.webp"
                size = keep(shoot(page, address, picture), target)
                print(f"{target.relative_to(ROOT)}  {size[0]}x{size[1]}  {target.stat().st_size:,} bytes")
        browser.close()


def sign_in(page: Page, address: str, who: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", f"{who}@demo.cluster.kr")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=login]) button[type=submit]").first.click()
    page.wait_for_load_state()


def shoot(page: Page, address: str, picture: Picture) -> bytes:
    page.set_viewport_size({"width": picture.screen[0], "height": picture.screen[1]})
    answer = page.goto(address + picture.path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{picture.path}: {answer.status if answer else 'no answer'}; is the demonstration fresh?")
    if picture.press:
        page.locator(picture.press).first.click()
    # Bars that stick to the window would lie across the picture.
    page.add_style_tag(content=".sticky-bar, .pane-switch, .site-header { position: static !important; }")
    page.wait_for_timeout(500)
    box = page.locator(picture.part).first.bounding_box()
    if box is None:
        raise SystemExit(f"{picture.path}: nothing to show at {picture.part}")
    box["y"] += page.evaluate("window.scrollY")
    box["height"] = min(box["height"], picture.tall)
    margin = min(MARGIN, box["x"])
    box = {
        "x": box["x"] - margin,
        "y": box["y"] - margin,
        "width": box["width"] + 2 * margin,
        "height": box["height"] + 2 * margin,
    }
    return page.screenshot(full_page=True, clip=box, type="png")


def keep(png: bytes, target: Path) -> tuple[int, int]:
    """Write as WebP, of the best quality that fits; returns width and height in pixels."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (85, 75, 65, 50, 35):
        image.save(target, "WEBP", quality=quality, method=6)
        if target.stat().st_size <= MOST_BYTES:
            return image.size
    raise SystemExit(f"{target.name} stays above {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main((sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/"))
