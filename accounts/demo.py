"""Who can sign in to the demonstration. Never loaded outside it."""

from django.conf import settings

from accounts.roles import Role

DEMO_PASSWORD = "demo-cluster-2010"  # noqa: S105  (public by design; demonstration mode serves on loopback only)
DOMAIN = "demo.cluster.kr"

# (name before the @, the person's name, roles, what the sign-in page says)
PEOPLE: list[tuple[str, str, tuple[str, ...], str]] = [
    ("lead", "김주관", (Role.COMPANY_OWNER,), "주관기업 대표 (수도권)"),
    ("partner", "이참여", (Role.COMPANY_OWNER,), "참여기업 대표 (동남권)"),
    *[(f"evaluator{n}", f"평가위원 {n}", (Role.EVALUATOR,), "평가위원") for n in range(1, 10)],
    ("hq", "박담당", (Role.HQ_OPERATOR,), "수도권 본부 담당자"),
    ("hqhead", "최본부", (Role.HQ_HEAD,), "수도권 본부장"),
    ("central", "정총괄", (Role.CENTRAL,), "사업 총괄"),
    ("ministry", "한부처", (Role.MINISTRY,), "부처 담당관"),
    ("doctor", "서주치", (Role.DOCTOR,), "기업 주치의"),
    ("auditor", "감사관", (Role.AUDITOR,), "감사"),
    ("admin", "관리자", (Role.ADMIN,), "시스템 관리자"),
]


def demo_accounts() -> list[tuple[str, str, str]]:
    """(e-mail, name, what they are) for the sign-in page and the console; empty outside demonstration mode."""
    if not settings.DEMO:
        return []
    return [(f"{local}@{DOMAIN}", name, what) for local, name, _roles, what in PEOPLE]
