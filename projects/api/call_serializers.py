"""Calls as JSON: both languages side by side."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clusters.models import Region
from programme.models import ProgrammeYear, Rulebook
from projects.actions.call_description import CallDescription
from projects.amendable import WORDS
from projects.models import Call, CallAmendment
from projects.queries.calls import track_lines


class TrackSerializer(serializers.Serializer):
    code = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    grant_cap_krw = serializers.IntegerField()


class ExtensionSerializer(serializers.ModelSerializer):
    class Meta:
        model = CallAmendment
        fields = ("closed_before", "closes_now", "reason", "at")


class AmendmentSerializer(serializers.ModelSerializer):
    """`words_before` and `words_after` name only the texts that changed, by the call's own field names."""

    words_before = serializers.DictField(child=serializers.CharField())
    words_after = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = CallAmendment
        fields = ("number", "at", "reason", "words_before", "words_after", "closed_before", "closes_now")


class CallSerializer(serializers.ModelSerializer):
    """`status` is what offices recorded; whether a proposal is taken is told by `opens_at`, `closes_at` and the clock."""

    year: Any = serializers.PrimaryKeyRelatedField(read_only=True)
    region: Any = serializers.PrimaryKeyRelatedField(read_only=True)
    rulebook = serializers.CharField(source="rulebook.ref", read_only=True)
    rulebook_sha256 = serializers.CharField(source="rulebook.sha256", read_only=True)
    is_open = serializers.SerializerMethodField()
    tracks = serializers.SerializerMethodField()

    class Meta:
        model = Call
        fields = (
            "ref", "year", "region", "rulebook", "rulebook_sha256", "tracks", "title_ko", "title_en", "summary_ko", "summary_en",
            "opens_at", "closes_at", "is_open", "status", "published_at", "short_notice_reason", "amendment_number",
        )  # fmt: skip

    def get_is_open(self, call: Call) -> bool:
        return call.is_open(self.context["at"])

    @extend_schema_field(TrackSerializer(many=True))
    def get_tracks(self, call: Call) -> list[dict[str, Any]]:
        lines = self.context.get("tracks") or track_lines([call])
        return list(TrackSerializer(lines[call.pk], many=True).data)


class CallDetailSerializer(CallSerializer):
    """`extensions` are those of the `amendments` that moved the closing time."""

    amendments = AmendmentSerializer(many=True, read_only=True)
    extensions = serializers.SerializerMethodField()

    class Meta(CallSerializer.Meta):
        fields: Any = (*CallSerializer.Meta.fields, "body_ko", "body_en", "amendments", "extensions")

    @extend_schema_field(ExtensionSerializer(many=True))
    def get_extensions(self, call: Call) -> list[dict[str, Any]]:
        return list(ExtensionSerializer([one for one in call.amendments.all() if one.closes_now], many=True).data)


class WrittenCallSerializer(serializers.Serializer):
    """What is sent to write a call. `rulebook` is a reference such as 2010 or 2010-v2; `region` empty means all seven."""

    year = serializers.PrimaryKeyRelatedField(queryset=ProgrammeYear.objects.all())
    region = serializers.PrimaryKeyRelatedField(queryset=Region.objects.all(), allow_null=True, default=None)
    rulebook = serializers.CharField(max_length=30)
    tracks = serializers.ListField(child=serializers.CharField(max_length=40))
    title_ko = serializers.CharField(max_length=160)
    title_en = serializers.CharField(max_length=200, allow_blank=True, default="")
    summary_ko = serializers.CharField(max_length=300, allow_blank=True, default="")
    summary_en = serializers.CharField(max_length=300, allow_blank=True, default="")
    body_ko = serializers.CharField(max_length=10000, allow_blank=True, default="")
    body_en = serializers.CharField(max_length=10000, allow_blank=True, default="")
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    short_notice_reason = serializers.CharField(max_length=300, allow_blank=True, default="")

    def validate_rulebook(self, ref: str) -> Rulebook:
        from programme.queries import rulebook_by_ref

        try:
            return rulebook_by_ref(Rulebook.objects.all(), ref)
        except Rulebook.DoesNotExist:
            raise serializers.ValidationError(_("There is no such rulebook."), code="does-not-exist") from None

    def description(self) -> CallDescription:
        return CallDescription(**self.validated_data)


class PublishSerializer(serializers.Serializer):
    short_notice_reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ExtendSerializer(serializers.Serializer):
    closes_at = serializers.DateTimeField()
    reason = serializers.CharField(max_length=300)


class AmendSerializer(serializers.Serializer):
    """The texts to change and, if it is to be later, the closing time; what is left out stays.

    `base`: the call's `amendment_number` as it was read; when it is no longer that, nothing is changed (409).
    """

    title_ko = serializers.CharField(max_length=160, required=False)
    title_en = serializers.CharField(max_length=200, allow_blank=True, required=False)
    summary_ko = serializers.CharField(max_length=300, allow_blank=True, required=False)
    summary_en = serializers.CharField(max_length=300, allow_blank=True, required=False)
    body_ko = serializers.CharField(max_length=10000, allow_blank=True, required=False)
    body_en = serializers.CharField(max_length=10000, allow_blank=True, required=False)
    closes_at = serializers.DateTimeField(required=False)
    reason = serializers.CharField(max_length=500)
    base = serializers.IntegerField(min_value=0)

    def change(self) -> dict[str, Any]:
        """What `amend_call` takes."""
        typed = dict(self.validated_data)
        return {"words": {name: typed.pop(name) for name in WORDS if name in typed}, **typed}
