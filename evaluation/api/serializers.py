"""Shapes of rounds, sheets and results for machines."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from documents.models import StoredFile
from evaluation.models import (
    Addendum,
    AgendaItem,
    Appeal,
    ConflictRuling,
    Meeting,
    Minutes,
    MinutesSignature,
    Objection,
    Round,
    Sheet,
    SheetSeal,
    Standing,
)
from evaluation.states import (
    AgendaStatus,
    AppealStatus,
    Decision,
    MeetingStatus,
    ObjectionStatus,
    PaperKind,
    RoundStatus,
    RulingOutcome,
    SheetStatus,
)


class RoundSerializer(serializers.ModelSerializer):
    """A round with its progress; no score."""

    call: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    region = serializers.CharField(source="region_id")
    rulebook = serializers.CharField(source="rulebook.ref")
    rulebook_sha256 = serializers.CharField(source="rulebook.sha256")
    status = serializers.ChoiceField(choices=RoundStatus.choices)
    title = serializers.CharField()

    class Meta:
        model = Round
        fields = (
            "ref", "title", "call", "region", "rulebook", "rulebook_sha256", "status", "scoring_opens_at", "scoring_closes_at",
            "answers_end_at", "discussion_ends_at", "adjusting_ends_at", "closes_at", "closed_at", "tallied_at", "confirmed_at", "released_at", "budget_krw", "proposal_count", "member_count",
            "sheet_count", "sealed_count", "is_demo",
        )  # fmt: skip


class SheetSerializer(serializers.ModelSerializer):
    """One's own score sheet, or one the phase lets the reader see. Points are decimals as text. In a blind round `proposal` is a code
    name."""

    round: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    proposal: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    title = serializers.CharField(source="proposal.title")
    seat = serializers.CharField(source="member.seat_name")
    status = serializers.ChoiceField(choices=SheetStatus.choices)
    points = serializers.DictField(child=serializers.CharField())
    comments = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Sheet
        fields = (
            "id", "round", "proposal", "title", "seat", "status", "points", "comments", "overall", "total", "version",
            "saved_at", "sealed_at", "seal",
        )  # fmt: skip


class SaveSerializer(serializers.Serializer):
    """Lines to save; what is not named stays. `version` is the one the sheet was read at. "" takes points away."""

    version = serializers.IntegerField(min_value=0)
    points = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=20), required=False)
    comments = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=5000), required=False)
    overall = serializers.CharField(required=False, allow_blank=True, max_length=10_000)


class VersionSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=0)


class AbstainSerializer(serializers.Serializer):
    """Why the evaluator gives the sheet up."""

    reason = serializers.CharField(max_length=300)


class SealSerializer(serializers.ModelSerializer):
    """The receipt of a signature."""

    class Meta:
        model = SheetSeal
        fields = ("number", "digest", "seal", "replaces", "signed_at")


class ResultSerializer(serializers.ModelSerializer):
    """A published result: the selected and the reserve list, without scores."""

    round: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    call = serializers.CharField(source="round.call.ref")
    region = serializers.CharField(source="round.region_id")
    proposal: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    title = serializers.CharField(source="proposal.title")
    lead = serializers.CharField(source="proposal.lead.name_ko")
    complex = serializers.CharField(source="proposal.complex_id")
    decision = serializers.ChoiceField(choices=Decision.choices)
    released_at = serializers.DateTimeField(source="round.released_at")

    class Meta:
        model = Standing
        fields = (
            "id", "round", "call", "region", "proposal", "title", "lead", "complex", "decision", "reserve_number", "granted_krw",
            "released_at",
        )  # fmt: skip


class StandingSerializer(serializers.ModelSerializer):
    """A row of the ranking, for staff, with the making of its number."""

    proposal: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    title = serializers.CharField(source="proposal.title")
    decision = serializers.ChoiceField(choices=[("", ""), *Decision.choices])
    trace = serializers.SerializerMethodField()

    class Meta:
        model = Standing
        fields = (
            "id", "position", "place", "proposal", "title", "total", "mean", "plain_mean", "bonus", "penalty", "outcome", "tie", "trace",
            "asked_krw", "decision", "decision_reason", "reserve_number", "granted_krw",
        )  # fmt: skip

    @extend_schema_field(serializers.DictField())
    def get_trace(self, standing: Standing) -> dict:
        return standing.trace


class AppealSerializer(serializers.ModelSerializer):
    """An appeal against a released result. Ground is a code of the rulebook's list; `due_at` is exclusive."""

    round: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    proposal: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    status = serializers.ChoiceField(choices=AppealStatus.choices)

    class Meta:
        model = Appeal
        fields = (
            "id", "round", "proposal", "status", "number", "ground", "text", "version", "filed_at", "sha256", "due_at", "ended_at", "reason",
        )  # fmt: skip


class StartAppealSerializer(serializers.Serializer):
    """Against which result: the reference of the proposal."""

    proposal = serializers.CharField(max_length=60)


class SaveAppealSerializer(serializers.Serializer):
    """What is not named stays. `version` is the one the draft was read at."""

    version = serializers.IntegerField(min_value=0)
    ground = serializers.CharField(required=False, allow_blank=True, max_length=40)
    text = serializers.CharField(required=False, allow_blank=True)


class AddendumSerializer(serializers.ModelSerializer):
    """What an upheld appeal changed of a released list, without scores. Who is not selected is not named, as on the list itself.
    `sha256` is made over the content at the page's address; it names the addendum before."""

    round: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    proposal = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    lead = serializers.SerializerMethodField()
    decision_before = serializers.ChoiceField(choices=Decision.choices)
    decision = serializers.ChoiceField(choices=Decision.choices)

    class Meta:
        model = Addendum
        fields = (
            "id", "round", "number", "proposal", "title", "lead", "decision_before", "decision", "why", "reserve_number", "granted_krw",
            "sha256", "at",
        )  # fmt: skip

    def get_proposal(self, addendum: Addendum) -> str | None:
        return addendum.proposal.ref if addendum.is_public else None

    def get_title(self, addendum: Addendum) -> str | None:
        return addendum.proposal.title if addendum.is_public else None

    def get_lead(self, addendum: Addendum) -> str | None:
        return addendum.proposal.lead.name_ko if addendum.is_public else None


class RulingSerializer(serializers.ModelSerializer):
    """What was ruled on a conflict, by the digest of the facts it was ruled on. `expert` is the number of a page of the pool."""

    round: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    proposal: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    outcome = serializers.ChoiceField(choices=RulingOutcome.choices)

    class Meta:
        model = ConflictRuling
        fields = ("id", "round", "proposal", "expert", "rule", "digest", "outcome", "reason", "at")


class EvidenceSerializer(serializers.ModelSerializer):
    """A file that proves bonus or penalty points."""

    id = serializers.UUIDField(source="pk")
    proposal = serializers.CharField(source="proposal_ref")

    class Meta:
        model = StoredFile
        fields = ("id", "proposal", "name", "mime", "size", "sha256", "uploaded_at")


class ObjectionSerializer(serializers.ModelSerializer):
    """An applicant's objection to an evaluator, and what came of it."""

    proposal: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    status = serializers.ChoiceField(choices=ObjectionStatus.choices)

    class Meta:
        model = Objection
        fields = ("id", "proposal", "name", "organisation_name", "reason", "at", "status", "decision_reason", "decided_at")


class MeetingSerializer(serializers.ModelSerializer):
    """A panel's meeting."""

    round: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    section = serializers.IntegerField(source="section.number", allow_null=True, default=None)
    status = serializers.ChoiceField(choices=MeetingStatus.choices)

    class Meta:
        model = Meeting
        fields = (
            "id", "round", "number", "section", "status", "starts_at", "place", "video_url", "recording", "recording_note",
            "presentation_minutes", "question_minutes", "announced_at", "started_at", "ended_at",
        )  # fmt: skip


class AgendaItemSerializer(serializers.ModelSerializer):
    """A line of an agenda: a proposal, or a break with its name."""

    proposal = serializers.CharField(source="entry.proposal.ref", allow_null=True, default=None)
    title = serializers.CharField(source="words")
    status = serializers.ChoiceField(choices=AgendaStatus.choices)

    class Meta:
        model = AgendaItem
        fields = ("place", "proposal", "title", "planned_at", "minutes", "status", "started_at", "ended_at")


class MinutesSignatureSerializer(serializers.ModelSerializer):
    """A seat's signature under minutes, without its salt."""

    seat = serializers.CharField(source="member.seat_name")

    class Meta:
        model = MinutesSignature
        fields = ("seat", "seal", "signed_at")


class MinutesSerializer(serializers.ModelSerializer):
    """The version of a paper that stands, by seats; `digest` covers facts and text."""

    kind = serializers.ChoiceField(choices=PaperKind.choices)
    facts = serializers.DictField()
    signatures = MinutesSignatureSerializer(many=True)

    class Meta:
        model = Minutes
        fields = ("kind", "version", "at", "text", "facts", "digest", "signatures")
