"""Names are of any ending, "(시연)" among them: no sentence leaves the choice of a particle to its reader."""

import pathlib
import re

from django.conf import settings

CHOICES = re.compile(r"\((이|가|은|는|을|를|와|과|으)\)")  # as in 이(가), (으)로
HOUSE = pathlib.Path(settings.BASE_DIR)


def test_no_sentence_leaves_the_particle_to_the_reader():
    texts = [HOUSE / "projects/locale/ko/LC_MESSAGES/django.po", *(HOUSE / "templates/projects/emails").glob("*.ko.txt")]
    lines = [line for path in texts for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) > 1000
    assert [line for line in lines if CHOICES.search(line)] == []
