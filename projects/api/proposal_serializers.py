"""Proposals as JSON. What is read comes from the dossier; what is sent has the shape the actions take."""

from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organisation
from clusters.models import Plant
from projects import terms
from projects.dossier import Dossier
from projects.models import Call, Partner, Proposal, Submission
from projects.readiness import board
from projects.states import BudgetSource, PartnerRole


class OrganisationNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organisation
        fields = ("id", "brn", "name_ko", "name_en", "kind")


class ProposalSerializer(serializers.ModelSerializer):
    """What a list shows. Money in whole won."""

    call: serializers.Field = serializers.SlugRelatedField("ref", read_only=True)
    lead = OrganisationNameSerializer(read_only=True)
    region = serializers.CharField(source="region_id", read_only=True, allow_null=True)
    complex = serializers.CharField(source="complex_id", read_only=True, allow_null=True)

    class Meta:
        model = Proposal
        fields = (
            "ref", "call", "track", "title", "lead", "region", "complex", "status", "requested_krw", "total_krw", "granted_krw",
            "partner_count", "region_count", "submitted_at", "updated_at",
        )  # fmt: skip


class AnswerSerializer(serializers.Serializer):
    """`version` goes back with the next save."""

    field = serializers.CharField()
    text = serializers.CharField()
    version = serializers.IntegerField()
    by = serializers.CharField(source="by_name")
    at = serializers.DateTimeField(allow_null=True)


class RowSerializer(serializers.Serializer):
    """One amount in whole won: `item` is a cost item of the rulebook."""

    item = serializers.CharField(max_length=40)
    source = serializers.ChoiceField(BudgetSource.choices)  # type: ignore[assignment]  # a field named as one of the base's
    amount_krw = serializers.IntegerField()


class PartnerSerializer(serializers.ModelSerializer):
    """`terms_digest` is what a consent must name; `consent_stands` tells whether the one given still holds."""

    organisation = OrganisationNameSerializer(read_only=True, allow_null=True)
    plant = serializers.IntegerField(source="plant_id", read_only=True, allow_null=True)
    rows = serializers.SerializerMethodField()
    terms_digest = serializers.SerializerMethodField()
    consent_stands = serializers.SerializerMethodField()

    class Meta:
        model = Partner
        fields = (
            "id", "organisation", "role", "task", "plant", "status", "version", "consented_at", "decline_reason", "rows",
            "terms_digest", "consent_stands",
        )  # fmt: skip

    @extend_schema_field(RowSerializer(many=True))
    def get_rows(self, partner: Partner) -> Any:
        return RowSerializer(self.context["dossier"].rows_of(partner.pk), many=True).data

    def get_terms_digest(self, partner: Partner) -> str:
        return self.context["dossier"].terms_digest(partner)

    def get_consent_stands(self, partner: Partner) -> bool:
        return self.context["dossier"].consent_stands(partner)


class FileSerializer(serializers.Serializer):
    """`file` is the identifier in the file's address; `size` in bytes."""

    id = serializers.IntegerField()
    document = serializers.CharField()
    partner = serializers.IntegerField(source="partner_id", allow_null=True)
    file = serializers.UUIDField(source="file_id")
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class CheckSerializer(serializers.Serializer):
    """One question of the readiness board; `step` is where to mend it."""

    code = serializers.CharField()
    ok = serializers.BooleanField()
    text = serializers.CharField()
    step = serializers.CharField()
    partner = serializers.IntegerField(source="partner_id", allow_null=True)


class BoardRowSerializer(serializers.Serializer):
    partner = serializers.IntegerField(source="partner.pk")
    eligible = CheckSerializer()
    consent = CheckSerializer()
    cash = CheckSerializer()
    documents = CheckSerializer()


class BoardSerializer(serializers.Serializer):
    is_ready = serializers.BooleanField()
    rows = BoardRowSerializer(many=True)
    items = CheckSerializer(many=True)
    problems = CheckSerializer(many=True)


class SubmissionSerializer(serializers.ModelSerializer):
    """`sha256` is over the canonical JSON that was kept."""

    class Meta:
        model = Submission
        fields = ("number", "seq", "submitted_at", "sha256", "withdrawn_at")


class DossierSerializer(serializers.Serializer):
    """A whole proposal. Who has not consented yet sees only its own place: `answers`, `files` are empty, `digest` too."""

    proposal = ProposalSerializer()
    version = serializers.IntegerField(source="proposal.version")
    cap_krw = serializers.IntegerField(source="proposal.cap_krw")
    plant = serializers.IntegerField(source="proposal.plant_id", allow_null=True)
    correction_scope = serializers.ListField(child=serializers.CharField(), source="proposal.correction_scope")
    correction_due_at = serializers.DateTimeField(source="proposal.correction_due_at", allow_null=True)
    answers = serializers.SerializerMethodField()
    partners = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    digest = serializers.SerializerMethodField()

    instance: Dossier

    @cached_property
    def _whole(self) -> bool:
        return bool(self.context.get("may_see_text"))

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, dossier: Dossier) -> Any:
        return AnswerSerializer([dossier.answer(field.code) for field in dossier.fields], many=True).data if self._whole else []

    @extend_schema_field(PartnerSerializer(many=True))
    def get_partners(self, dossier: Dossier) -> Any:
        own = self.context.get("organisations", ())
        shown = [p for p in dossier.partners if self._whole or p.organisation_id in own]
        return PartnerSerializer(shown, many=True, context={"dossier": dossier}).data

    @extend_schema_field(FileSerializer(many=True))
    def get_files(self, dossier: Dossier) -> Any:
        return FileSerializer(dossier.files, many=True).data if self._whole else []

    def get_digest(self, dossier: Dossier) -> str:
        return dossier.digest if self._whole else ""


def board_of(dossier: Dossier) -> dict[str, Any]:
    return BoardSerializer(board(dossier)).data


# --- What is sent ------------------------------------------------------------------------


class StartSerializer(serializers.Serializer):
    call = serializers.SlugRelatedField("ref", queryset=Call.objects.all())
    organisation = serializers.PrimaryKeyRelatedField(queryset=Organisation.objects.all())
    track = serializers.CharField(max_length=40, required=False)
    title = serializers.CharField(max_length=160, required=False, allow_blank=True)
    plant = serializers.PrimaryKeyRelatedField(queryset=Plant.objects.select_related("complex__region"), required=False)
    earlier = serializers.SlugRelatedField(
        "ref", queryset=Proposal.objects.all(), required=False, help_text="a proposal of the same firm to begin with"
    )


class EditSerializer(serializers.Serializer):
    """What is left out stays. `base_version` is the `version` that was read."""

    title = serializers.CharField(max_length=160, required=False, allow_blank=True)
    track = serializers.CharField(max_length=40, required=False)
    plant = serializers.PrimaryKeyRelatedField(queryset=Plant.objects.select_related("complex__region"), required=False)
    base_version = serializers.IntegerField(required=False)


class SaveAnswerSerializer(serializers.Serializer):
    """`base_version` is the version that was read; 0 where nobody had written."""

    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=20000)
    base_version = serializers.IntegerField(min_value=0)


class InviteSerializer(serializers.Serializer):
    brn = serializers.CharField(max_length=12, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    role = serializers.ChoiceField(PartnerRole.choices, required=False)
    task = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class EditPartnerSerializer(serializers.Serializer):
    role = serializers.ChoiceField(PartnerRole.choices, required=False)
    task = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    plant = serializers.PrimaryKeyRelatedField(queryset=Plant.objects.all(), required=False)
    base_version = serializers.IntegerField(required=False)


class BudgetSerializer(serializers.Serializer):
    """All rows of one partner, in place of those it had. `base_version` is the partner's `version` that was read."""

    rows = RowSerializer(many=True)
    base_version = serializers.IntegerField(required=False)


class ConsentSerializer(serializers.Serializer):
    """`digest` is the `terms_digest` that was read; every declaration must be made."""

    digest = serializers.CharField(max_length=64)
    declarations = serializers.ListField(child=serializers.ChoiceField(list(terms.DECLARATIONS)))


class DeclineSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class AttachSerializer(serializers.Serializer):
    """`document` is a code of the rulebook; `partner` only for a partner's own paper."""

    document = serializers.CharField(max_length=40)
    partner = serializers.IntegerField(required=False)
    file = serializers.FileField()


class SubmitSerializer(serializers.Serializer):
    """`digest` of the proposal as it was read: if anything changed since, nothing is handed in."""

    digest = serializers.CharField(max_length=64, required=False)
