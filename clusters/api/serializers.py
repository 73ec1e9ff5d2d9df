"""Reference data as JSON: both languages side by side, whatever the reader's own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organisation
from clusters import queries
from clusters.actions.plant_description import PlantDescription
from clusters.models import Complex, Indicator, Industry, Plant, Region


class RegionSerializer(serializers.ModelSerializer):
    provinces = serializers.ListField(child=serializers.CharField(), read_only=True)
    complex_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Region
        fields = (
            "code", "name_ko", "name_en", "provinces", "vision_ko", "vision_en", "declared_on", "declared_place", "complex_count",
            "hub_count_2010", "spoke_count_2010", "mini_clusters_2010", "budget_2010_100m_krw", "hq_ko", "hq_city", "source",
        )  # fmt: skip


class ComplexSerializer(serializers.ModelSerializer):
    """`selection` and `role_basis` say how far the programme's documents support the row."""

    region: Any = serializers.PrimaryKeyRelatedField(read_only=True)
    is_pilot = serializers.BooleanField(read_only=True)

    class Meta:
        model = Complex
        fields = (
            "code", "name_ko", "name_en", "type", "region", "sido", "sigungu", "lat", "lon", "latlon_method", "latlon_precision_m",
            "area_thousand_m2", "designated_year", "main_industries", "is_pilot", "pilot_year", "role", "role_basis", "selection",
            "register_name", "tenant_firms", "note", "source",
        )  # fmt: skip


class SpecialisedIndustrySerializer(serializers.Serializer):
    industry = serializers.CharField(source="industry_id")
    name_ko = serializers.CharField(source="industry.name_ko")
    name_en = serializers.CharField(source="industry.name_en")
    basis = serializers.CharField()
    words_ko = serializers.CharField()
    source: Any = serializers.CharField()


class ComplexDetailSerializer(ComplexSerializer):
    specialised_industries = serializers.SerializerMethodField()

    class Meta(ComplexSerializer.Meta):
        fields: Any = (*ComplexSerializer.Meta.fields, "specialised_industries")

    @extend_schema_field(SpecialisedIndustrySerializer(many=True))
    def get_specialised_industries(self, complex: Complex) -> Any:
        rows = queries.specialised_industries([complex])[complex.code]
        return SpecialisedIndustrySerializer(rows, many=True).data


class IndustrySerializer(serializers.ModelSerializer):
    parent: Any = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = Industry
        fields = ("code", "level", "parent", "name_ko", "name_en", "version", "source")


class IndicatorSerializer(serializers.ModelSerializer):
    complex: Any = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = Indicator
        fields = ("scope", "complex", "label_ko", "period", "period_type", "metric", "value", "unit", "source", "note")


class ReasonSerializer(serializers.Serializer):
    code = serializers.CharField()
    met = serializers.BooleanField()
    text = serializers.CharField()


class EligibilitySerializer(serializers.Serializer):
    eligible = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)


class PlantSerializer(serializers.ModelSerializer):
    """What is sent describes the plant; what comes back also says whether it is eligible, and why."""

    organisation = serializers.PrimaryKeyRelatedField(queryset=Organisation.objects.all())
    complex = serializers.PrimaryKeyRelatedField(queryset=Complex.objects.all(), allow_null=True, required=False)
    main_industry = serializers.PrimaryKeyRelatedField(queryset=Industry.objects.all())
    industries = serializers.PrimaryKeyRelatedField(queryset=Industry.objects.all(), many=True, required=False)
    eligibility = serializers.SerializerMethodField()

    class Meta:
        model = Plant
        fields = (
            "id", "organisation", "name", "complex", "address", "main_industry", "industries", "certificate_number",
            "is_active", "created_at", "updated_at", "eligibility",
        )  # fmt: skip
        read_only_fields = ("is_active", "created_at", "updated_at")
        validators: list[Any] = []  # a name taken twice is the action's answer

    @extend_schema_field(EligibilitySerializer)
    def get_eligibility(self, plant: Plant) -> Any:
        known = self.context.get("eligibilities", {})
        return EligibilitySerializer(known.get(plant.pk) or queries.eligibility_of(plant)).data

    def validate_organisation(self, organisation: Organisation) -> Organisation:
        if self.instance and organisation.pk != self.instance.organisation_id:
            raise serializers.ValidationError(_("A plant stays with its organisation. Close it here and register it there."))
        return organisation

    def description(self) -> PlantDescription:
        """The plant as it would be: what was sent, over what stands."""
        sent: dict[str, Any] = self.validated_data
        plant: Any = self.instance
        return PlantDescription(
            name=sent.get("name", plant.name if plant else ""),
            complex=sent.get("complex", plant.complex if plant else None),
            address=sent.get("address", plant.address if plant else ""),
            main_industry=sent.get("main_industry") or plant.main_industry,
            industries=sent.get("industries", list(plant.industries.all()) if plant else []),
            certificate_number=sent.get("certificate_number", plant.certificate_number if plant else ""),
        )
