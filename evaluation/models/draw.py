from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cluster_portal.shared.sealed_text import open_text
from cluster_portal.shared.states import Stateful
from evaluation.draws.walk import Plan, read_plan
from evaluation.models.round import Round
from evaluation.states import DRAW_MOVES, DRAW_TONES, DrawStatus, PublicSource

PURPOSE = "evaluation.draw"  # of what is kept encrypted until it is revealed
RECORD_FORM = "cluster-draw/1"


class DrawCode(models.Model):
    """The source of the draw as it was shipped when a draw was announced. Anyone may read it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    files = models.JSONField()  # {name: text}

    class Meta:
        verbose_name = _("code of a draw")
        verbose_name_plural = _("code of draws")

    def __str__(self) -> str:
        return self.sha256

    @property
    def contents(self) -> dict[str, bytes]:
        return {name: text.encode() for name, text in self.files.items()}


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, user: Any) -> "DrawQuerySet":
        from evaluation import access

        return self.filter(access.draws_visible_to(user))

    def joined(self) -> "DrawQuerySet":
        return self.select_related("round__call", "round__region", "round__rulebook").defer("round__rulebook__document")

    def light(self) -> "DrawQuerySet":
        """Without what grows with the pool."""
        return self.defer("pool", "barred", "order", "outcome")

    def live(self) -> "DrawQuerySet":
        return self.exclude(status=DrawStatus.VOID)

    def locked(self, draw: "Draw") -> "Draw":
        """Held by this transaction; its round is taken before it."""
        return self.select_for_update(no_key=True, of=("self",)).joined().get(pk=draw.pk)


class Draw(Stateful):
    """A public draw of a round's evaluators (공개 추첨): what was committed before, revealed after, and came of it.

    Experts stand here under pseudonyms made with a salt of this draw. Salt and secret are kept encrypted; the secret is
    revealed with the draw, or when it is voided after its public value was there.
    """

    MOVES = DRAW_MOVES

    round = models.ForeignKey(Round, models.PROTECT, related_name="draws")
    ref = models.SlugField(_("reference"), max_length=100, unique=True)
    number = models.PositiveSmallIntegerField(_("number of the round's draw"))
    status = models.CharField(_("status"), max_length=10, choices=DrawStatus.choices, default=DrawStatus.ANNOUNCED)
    # Committed and published with the notice; the database lets none of it change.
    rule_text = models.JSONField(_("rules in words"))  # {"ko", "en"}
    rules = models.JSONField(_("rules"))  # walk.Plan
    rules_sha256 = models.CharField(max_length=64)
    pool = models.JSONField(_("pool"))  # rows of id, stratum, region, organisation
    pool_sha256 = models.CharField(max_length=64)
    pool_size = models.PositiveIntegerField(_("people in the pool"))
    barred = models.JSONField(_("who cannot be drawn"))  # rows of section, id, reason, facts (salted hash)
    barred_sha256 = models.CharField(max_length=64)
    code = models.ForeignKey(DrawCode, models.PROTECT, related_name="draws")
    secret_sha256 = models.CharField(max_length=64)
    sealed_secret = models.TextField(editable=False)
    sealed_salt = models.TextField(editable=False)
    source = models.CharField(_("public value"), max_length=10, choices=PublicSource.choices)
    source_text = models.CharField(_("which value exactly"), max_length=300)
    fallback = models.CharField(_("if it does not appear"), max_length=300)
    value_at = models.DateTimeField(_("the value becomes public"))
    draw_by = models.DateTimeField(_("void unless drawn by"))
    notice_sha256 = models.CharField(max_length=64)
    announced_at = models.DateTimeField(_("announced"))
    announced_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Revealed and drawn.
    public_value = models.CharField(_("public value"), max_length=300, blank=True)
    proof_url = models.URLField(_("where it can be checked"), blank=True)
    value_entered_at = models.DateTimeField(null=True, blank=True)
    value_entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    secret = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    order = models.JSONField(default=list, blank=True)  # ids
    outcome = models.JSONField(default=list, blank=True)  # rows of section, role, number, id, reason
    drawn_at = models.DateTimeField(_("drawn"), null=True, blank=True)
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(_("why it is void"), max_length=300, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("public draw")
        verbose_name_plural = _("public draws")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_draw_of_a_round_that_is_not_void", fields=["round"], condition=~models.Q(status="void")
            ),
            models.UniqueConstraint(name="one_draw_per_number_of_a_round", fields=["round", "number"]),
            models.CheckConstraint(name="a_draw_has_a_known_status", condition=models.Q(status__in=DrawStatus.values)),
            models.CheckConstraint(
                name="a_public_value_is_entered_after_its_time",
                condition=models.Q(value_entered_at__isnull=True) | models.Q(value_entered_at__gte=models.F("value_at")),
            ),
            models.CheckConstraint(
                name="a_draw_is_announced_before_its_public_value", condition=models.Q(announced_at__lt=models.F("value_at"))
            ),
            models.CheckConstraint(
                name="what_was_drawn_has_value_secret_and_seed",
                condition=~models.Q(status="drawn")
                | ~models.Q(public_value="") & ~models.Q(secret="") & ~models.Q(seed="") & models.Q(drawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_void_draw_has_its_reason", condition=~models.Q(status="void") | ~models.Q(void_reason="")
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["draw_by"], name="draw_to_void", condition=models.Q(status="announced")),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("evaluation:draw-detail", args=[self.ref])

    @property
    def status_tone(self) -> str:
        return DRAW_TONES[DrawStatus(self.status)]

    @property
    def plan(self) -> Plan:
        return read_plan(self.rules)

    @property
    def salt(self) -> str:
        return open_text(self.sealed_salt, purpose=PURPOSE)

    @property
    def words(self) -> str:
        """The rules in words, in the reader's language."""
        return self.rule_text["en" if (get_language() or "ko").startswith("en") else "ko"]

    def notice(self) -> dict[str, Any]:
        """What was committed, as one value whose digest stands in the history of the round."""
        return {
            "form": RECORD_FORM, "draw": self.ref, "round": self.round.ref, "announced_at": self.announced_at,
            "rule_text": self.rule_text, "rules_sha256": self.rules_sha256, "pool_sha256": self.pool_sha256,
            "pool_size": self.pool_size, "barred_sha256": self.barred_sha256, "code_sha256": self.code_id,
            "secret_sha256": self.secret_sha256, "source": self.source, "source_text": self.source_text,
            "fallback": self.fallback, "value_at": self.value_at, "draw_by": self.draw_by,
        }  # fmt: skip

    def as_record(self) -> dict[str, Any]:
        """For everybody: `draws.check.differences` compares it. What is not revealed yet is left out."""
        record = {
            **self.notice(), "notice_sha256": self.notice_sha256, "status": self.status,
            "rules": self.rules, "pool": self.pool, "barred": self.barred,
        }  # fmt: skip
        if self.public_value:
            record |= {"public_value": self.public_value, "proof_url": self.proof_url}
        if self.secret:
            record |= {"secret": self.secret, "seed": self.seed, "order": self.order, "outcome": self.outcome}
        return record


class DrawTurn(models.Model):
    """A drawn seat that became free, and who took it: the next in order that keeps the rules. Written once."""

    CAUSES: ClassVar[list[tuple[str, Any]]] = [("declined", _("Declined")), ("removed", _("Taken off"))]

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="turns")
    number = models.PositiveSmallIntegerField(_("number"))
    section = models.CharField(_("section"), max_length=5, blank=True)
    left = models.CharField(_("who left"), max_length=16)
    cause = models.CharField(_("cause"), max_length=10, choices=CAUSES)
    taken = models.CharField(_("who came"), max_length=16, blank=True)  # empty: nobody keeps the rules
    passed = models.JSONField(_("passed over"), default=list)  # [id, reason]
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("turn of an alternate")
        verbose_name_plural = _("turns of alternates")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_turn_per_number_of_a_draw", fields=["draw", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}#{self.number}"
