"""The worked example in docs/verify/README.md: what it says is what comes out."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from cluster_portal.shared.canonical import canonical_json
from evaluation.merkle import root
from evaluation.pseudonyms import proposal_code
from evaluation.seal_chain import GENESIS, Record, link
from evaluation.sealing import SheetContent, digest, seal

README = Path(settings.BASE_DIR) / "docs" / "verify" / "README.md"
AT = dt.datetime(2010, 5, 20, 9, 0, tzinfo=dt.UTC)


def worked_example() -> dict[str, str]:
    salt, words_salt, own_salt = "11" * 32, "22" * 32, "33" * 32
    code = proposal_code(own_salt, "2010-capital-7")
    points = {"technology": Decimal(24), "business": Decimal("32.50")}
    content = SheetContent("2010-capital", code, "seat-2", "aa" * 32, points, {"business": "근거 있음"}, "좋은 과제")
    made = seal(content, signed_by="2010-capital/seat-2", signed_at=AT, salt=salt, words_salt=words_salt)
    record = Record(1, "sealed", "2010-capital", "seat-2", code, made.seal, "", AT)
    return {
        "proposal": code,
        "words_sha256": content.words_sha256(words_salt),
        "sheet": canonical_json(content.as_json(words_salt)),
        "digest": digest(content, words_salt),
        "seal": made.seal,
        "record": canonical_json(record.as_json()),
        "hash": link(GENESIS, record),
        "merkle_root (1)": root([bytes.fromhex(made.seal)]).hex(),
        "merkle_root (3)": root([bytes.fromhex(pair * 32) for pair in ("01", "02", "03")]).hex(),
    }


def test_the_worked_example_is_true():
    said = dict(re.findall(r"^    ([\w() ]+?) += (.+)$", README.read_text(encoding="utf-8"), re.MULTILINE))
    for name, value in worked_example().items():
        assert said.get(name) == value, f"{name} = {value}"
