"""Forms as the pack `krds` draws them: labelled, described, with the errors where people look."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms import formset_factory
from django.template import Context, Template
from django.utils import translation

from cluster_portal.views.ui import SampleForm


@pytest.fixture(autouse=True)
def _in_korean():
    with translation.override("ko"):
        yield


def drawn(form) -> str:
    return render_crispy_form(form)


def test_every_field_has_a_label_of_its_own():
    html = drawn(SampleForm())
    for name, field in SampleForm().fields.items():
        if name in {"kind", "regions"}:  # groups are named by aria-labelledby
            assert f'aria-labelledby="id_{name}_label"' in html
            assert f'id="id_{name}_label">{field.label}' in html
        else:
            assert f'for="id_{name}"' in html


def test_errors_stand_beside_the_field_and_in_the_summary_with_a_link():
    html = drawn(SampleForm({}))
    assert 'class="error-summary" role="alert" tabindex="-1" data-focus' in html
    assert '<a href="#id_title">과제명: 이 필드는 필수 항목입니다.</a>' in html
    assert '<a href="#div_id_kind">' in html  # a group has no single control
    assert 'id="id_title_error"' in html
    field = re.search(r'<input type="text" name="title"[^>]*>', html).group()
    assert 'aria-invalid="true"' in field
    described = re.search(r'aria-describedby="([^"]*)"', field).group(1).split()
    assert described == ["id_title_helptext", "id_title_error"]
    for part in described:
        assert f'id="{part}"' in html


def test_an_unbound_form_has_no_summary():
    assert "error-summary" not in drawn(SampleForm())


def test_required_is_said_in_words():
    html = drawn(SampleForm())
    assert '<label for="id_title">과제명 <span class="required">(필수)</span></label>' in html
    assert "(필수)" not in html.split('for="id_plan"')[1].split("</label>")[0]


def test_buttons_are_buttons_of_the_right_kind():
    html = drawn(SampleForm())
    assert re.search(r'<button type="submit" name="save"[^>]*class="krds-btn primary"[^>]*>저장 후 계속</button>', html)
    assert re.search(r'<button type="submit" name="draft"[^>]*class="krds-btn secondary"', html)


def test_a_form_sends_its_token_once_and_its_files_when_it_has_any():
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": SampleForm(), "csrf_token": "t" * 64})
    )
    assert html.count("csrfmiddlewaretoken") == 1
    assert 'enctype="multipart/form-data"' in html
    assert "novalidate" in html
    assert "data-once" in html


def test_what_was_typed_is_kept():
    html = drawn(SampleForm({"title": "수소 <압축기>", "regions": ["honam"]}))
    assert 'value="수소 &lt;압축기&gt;"' in html
    assert re.search(r'value="honam"[^>]* checked', html)


def test_a_form_without_a_layout_is_drawn_whole():
    class Small(forms.Form):
        name = forms.CharField(label="이름")
        token = forms.CharField(widget=forms.HiddenInput, initial="x")

    form = Small()
    form.helper = FormHelper(form)
    form.helper.add_input(Submit("go", "보내기"))
    html = drawn(form)
    assert 'name="name"' in html
    assert '<input type="hidden" name="token"' in html
    assert "보내기" in html


def test_a_misspelt_field_is_an_error_not_a_gap():
    form = SampleForm()
    form.helper.layout = Layout("titel")
    with pytest.raises(Exception, match="titel"):
        drawn(form)


def test_a_formset_names_the_row_of_an_error():
    class Line(forms.Form):
        amount = forms.IntegerField(label="금액")

    lines = formset_factory(Line, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-amount": "5", "form-1-amount": "x"}
    )
    helper = FormHelper()
    helper.template = "krds/table_inline_formset.html"
    html = render_crispy_form(lines, helper)
    assert "2번째 줄, 금액: 정수를 입력하세요." in html
    assert html.count("<td>") == 2
    assert html.count("form-TOTAL_FORMS") >= 1
