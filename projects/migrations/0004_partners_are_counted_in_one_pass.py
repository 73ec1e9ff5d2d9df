"""Counting partners row by row, under a plan made when the tables were empty, took minutes for a few hundred proposals.

Now one pass counts all of them, planned for the tables as they are. It counts the same, so there is nothing to undo.
"""

from typing import ClassVar

from django.db import migrations

COUNTS_OF_PARTNERS = """
CREATE OR REPLACE FUNCTION projects_recount_partners(touched bigint[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM 1 FROM projects_proposal WHERE id = ANY (touched) ORDER BY id FOR NO KEY UPDATE;
    WITH takes_part AS MATERIALIZED (
        SELECT proposal_id, plant_id FROM projects_partner
        WHERE proposal_id = ANY (touched) AND status NOT IN ('removed', 'declined')
    ), site AS MATERIALIZED (
        SELECT proposal_id, plant_id FROM takes_part
        UNION
        SELECT id, plant_id FROM projects_proposal WHERE id = ANY (touched)
    ), partners AS MATERIALIZED (
        SELECT proposal_id, count(*) AS number FROM takes_part GROUP BY proposal_id
    ), regions AS MATERIALIZED (
        SELECT site.proposal_id, count(DISTINCT complex.region_id) AS number
        FROM site JOIN clusters_plant AS plant ON plant.id = site.plant_id
                  JOIN clusters_complex AS complex ON complex.code = plant.complex_id
        GROUP BY site.proposal_id
    ), counts AS (
        SELECT one.id, coalesce(partners.number, 0) AS partners, coalesce(regions.number, 0) AS regions
        FROM unnest(touched) AS one (id)
        LEFT JOIN partners ON partners.proposal_id = one.id
        LEFT JOIN regions ON regions.proposal_id = one.id
    )
    UPDATE projects_proposal AS proposal
    SET partner_count = counts.partners, region_count = counts.regions
    FROM counts
    WHERE proposal.id = counts.id
      AND (proposal.partner_count, proposal.region_count) IS DISTINCT FROM (counts.partners, counts.regions);
END $$;
"""

SUMS = "ALTER FUNCTION projects_sums_follow_budget_lines() SET plan_cache_mode = force_custom_plan;"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("projects", "0003_calls_keep_no_counts_of_their_own")]
    operations: ClassVar = [migrations.RunSQL(COUNTS_OF_PARTNERS + SUMS, migrations.RunSQL.noop)]
