"""Rulebooks, years and budgets as JSON: both languages side by side."""

from rest_framework import serializers

from programme.models import ProgrammeYear, RegionalBudget, Rulebook


class RulebookSerializer(serializers.ModelSerializer):
    ref = serializers.CharField(read_only=True)
    is_frozen = serializers.BooleanField(read_only=True)
    succeeds: serializers.Field = serializers.SlugRelatedField("ref", read_only=True)

    class Meta:
        model = Rulebook
        fields: tuple[str, ...] = (
            "ref",
            "code",
            "version",
            "title_ko",
            "title_en",
            "sha256",
            "is_frozen",
            "frozen_at",
            "succeeds",
            "change_note",
        )


class RulebookDetailSerializer(RulebookSerializer):
    """With the whole document; `sha256` is over its canonical JSON (sorted keys, no spaces, UTF-8)."""

    document = serializers.JSONField(read_only=True)

    class Meta(RulebookSerializer.Meta):
        fields = (*RulebookSerializer.Meta.fields, "document")


class ProgrammeYearSerializer(serializers.ModelSerializer):
    rulebook: serializers.Field = serializers.SlugRelatedField("ref", read_only=True)

    class Meta:
        model = ProgrammeYear
        fields = ("year", "status", "rulebook")


class RegionalBudgetSerializer(serializers.ModelSerializer):
    """Whole won."""

    year = serializers.IntegerField(source="year_id", read_only=True)
    region = serializers.CharField(source="region_id", read_only=True)
    left_krw = serializers.IntegerField(read_only=True)

    class Meta:
        model = RegionalBudget
        fields = ("year", "region", "amount_krw", "committed_krw", "left_krw")
