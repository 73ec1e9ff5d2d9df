"""Letters by the thousand say, text for text, what each would say by itself."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine

from notifications.rendering import FormLetters, form_of, render

KIND = "evaluation/result-selected"
CONTEXT = {
    "call": "2026년 공고 & 안내", "call_en": "Call <2026>", "region": "수도권", "region_en": "Capital", "proposal": "2026-p1", "title": "공동 \\ 개발 {{ x }}",
    "granted_krw": 120_000_000, "asked_krw": 300_000_000, "reserve_number": None, "agreement": 30, "appeal": 10, "link": "/evaluation/results/2026-p1/",
}  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", [KIND, "evaluation/result-reserve", "evaluation/result-rejected"])
def test_a_form_letter_is_the_letter(kind, language):
    forms = FormLetters(kind)
    for number in range(5):
        context = CONTEXT | {"title": f"과제 {number} \0", "granted_krw": 10**8 * (1 + number % 2), "recipient": f"사람 {number}"}
        assert forms.render(language, context) == render(kind, language, context)


def test_a_template_that_only_prints_is_a_form():
    assert form_of(Engine.get_default().get_template("evaluation/emails/result-selected.ko.txt"))
    assert form_of(Engine.from_string(Engine.get_default(), "{% if a %}{{ a }}{% endif %}")) is None
    assert form_of(Engine.from_string(Engine.get_default(), "{{ a.b }}")) is None
    assert form_of(Engine.from_string(Engine.get_default(), "{{ a|default:b }}")) is None


def test_every_letter_of_the_portal_can_be_a_form_letter_or_is_rendered_by_itself():
    folder = Path(settings.BASE_DIR) / "templates"
    for path in folder.glob("*/emails/*.txt"):
        template = Engine.get_default().get_template(str(path.relative_to(folder)))
        assert form_of(template) is None or form_of(template)
