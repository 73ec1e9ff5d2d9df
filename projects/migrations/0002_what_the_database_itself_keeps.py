"""The database adds up, counts, remembers and refuses by itself.

- a proposal's sums follow its budget lines, so that its cap cannot be passed by forgetting to add up;
- the numbers of organisations and regions follow its partners;
- its search text follows its reference, title and lead;
- how many proposals a call has in each region and status follows the proposals;
- a submission and a screening stay as they were written (a submission may be withdrawn, once);
- receipts and proposals get their numbers from sequences.
"""

from typing import ClassVar

from django.db import migrations

SUMS = """
CREATE FUNCTION projects_sums_follow_budget_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT proposal_id) INTO touched FROM before;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT proposal_id) INTO touched FROM after;
    ELSE
        SELECT array_agg(DISTINCT proposal_id) INTO touched
        FROM (SELECT proposal_id FROM before UNION SELECT proposal_id FROM after) AS both_sides;
    END IF;
    -- First the lock, then a fresh look: two partners saving at once are both counted.
    PERFORM 1 FROM projects_proposal WHERE id = ANY (touched) ORDER BY id FOR NO KEY UPDATE;
    UPDATE projects_proposal AS proposal
    SET requested_krw = sums.public, total_krw = sums.total
    FROM (
        SELECT one.id,
               coalesce(sum(line.amount_krw) FILTER (WHERE line.source = 'public'), 0) AS public,
               coalesce(sum(line.amount_krw), 0) AS total
        FROM unnest(touched) AS one (id) LEFT JOIN projects_budgetline AS line ON line.proposal_id = one.id
        GROUP BY one.id
    ) AS sums
    WHERE proposal.id = sums.id AND (proposal.requested_krw, proposal.total_krw) IS DISTINCT FROM (sums.public, sums.total);
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_sums_follow_new_budget_lines AFTER INSERT ON projects_budgetline
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION projects_sums_follow_budget_lines();
CREATE TRIGGER proposal_sums_follow_changed_budget_lines AFTER UPDATE ON projects_budgetline
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION projects_sums_follow_budget_lines();
CREATE TRIGGER proposal_sums_follow_removed_budget_lines AFTER DELETE ON projects_budgetline
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION projects_sums_follow_budget_lines();
"""

COUNTS_OF_PARTNERS = """
CREATE FUNCTION projects_recount_partners(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM projects_proposal WHERE id = ANY (touched) ORDER BY id FOR NO KEY UPDATE;
    UPDATE projects_proposal AS proposal
    SET partner_count = counts.partners, region_count = counts.regions
    FROM (
        SELECT one.id,
               (SELECT count(*) FROM projects_partner AS partner
                WHERE partner.proposal_id = one.id AND partner.status NOT IN ('removed', 'declined')) AS partners,
               (SELECT count(DISTINCT complex.region_id)
                FROM (
                    SELECT partner.plant_id FROM projects_partner AS partner
                    WHERE partner.proposal_id = one.id AND partner.status NOT IN ('removed', 'declined')
                    UNION ALL
                    SELECT own.plant_id FROM projects_proposal AS own WHERE own.id = one.id
                ) AS site
                JOIN clusters_plant AS plant ON plant.id = site.plant_id
                JOIN clusters_complex AS complex ON complex.code = plant.complex_id) AS regions
        FROM unnest(touched) AS one (id)
    ) AS counts
    WHERE proposal.id = counts.id
      AND (proposal.partner_count, proposal.region_count) IS DISTINCT FROM (counts.partners, counts.regions);
END $$;

CREATE FUNCTION projects_counts_follow_partners() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT proposal_id) INTO touched FROM before;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT proposal_id) INTO touched FROM after;
    ELSE
        SELECT array_agg(DISTINCT changed.proposal_id) INTO touched
        FROM ((SELECT id, proposal_id, plant_id, status FROM before EXCEPT SELECT id, proposal_id, plant_id, status FROM after)
              UNION
              (SELECT id, proposal_id, plant_id, status FROM after EXCEPT SELECT id, proposal_id, plant_id, status FROM before))
             AS changed;
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM projects_recount_partners(touched);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_counts_follow_new_partners AFTER INSERT ON projects_partner
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION projects_counts_follow_partners();
CREATE TRIGGER proposal_counts_follow_changed_partners AFTER UPDATE ON projects_partner
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION projects_counts_follow_partners();
CREATE TRIGGER proposal_counts_follow_removed_partners AFTER DELETE ON projects_partner
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION projects_counts_follow_partners();

CREATE FUNCTION projects_counts_follow_plant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM projects_recount_partners(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_counts_follow_its_plant AFTER UPDATE OF plant_id ON projects_proposal
    FOR EACH ROW WHEN (OLD.plant_id IS DISTINCT FROM NEW.plant_id) EXECUTE FUNCTION projects_counts_follow_plant();
"""

SEARCH_TEXT = """
CREATE FUNCTION projects_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT lower(concat_ws(' ', NEW.ref, NEW.title, lead.name_ko, lead.name_en, lead.brn)) INTO NEW.search_text
    FROM accounts_organisation AS lead WHERE lead.id = NEW.lead_id;
    RETURN NEW;
END $$;
CREATE TRIGGER proposal_search_text_is_written BEFORE INSERT ON projects_proposal
    FOR EACH ROW EXECUTE FUNCTION projects_search_text();
CREATE TRIGGER proposal_search_text_follows BEFORE UPDATE OF ref, title, lead_id ON projects_proposal
    FOR EACH ROW WHEN ((OLD.ref, OLD.title, OLD.lead_id) IS DISTINCT FROM (NEW.ref, NEW.title, NEW.lead_id))
    EXECUTE FUNCTION projects_search_text();

CREATE FUNCTION projects_search_text_of_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects_proposal
    SET search_text = lower(concat_ws(' ', ref, title, NEW.name_ko, NEW.name_en, NEW.brn)) WHERE lead_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_search_text_follows_the_name AFTER UPDATE OF name_ko, name_en, brn ON accounts_organisation
    FOR EACH ROW WHEN ((OLD.name_ko, OLD.name_en, OLD.brn) IS DISTINCT FROM (NEW.name_ko, NEW.name_en, NEW.brn))
    EXECUTE FUNCTION projects_search_text_of_lead();
"""

# Rows are written in the order of their key, so that two writers never wait for each other in a ring.
COUNTS_BY_STATUS = """
CREATE FUNCTION projects_status_counts_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO projects_statuscount AS kept (call_id, region_id, status, number)
        SELECT call_id, region_id, status, count(*) FROM after
        WHERE status <> 'draft' AND region_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (call_id, region_id, status) DO UPDATE SET number = kept.number + excluded.number;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO projects_statuscount AS kept (call_id, region_id, status, number)
        SELECT call_id, region_id, status, -count(*) FROM before
        WHERE status <> 'draft' AND region_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (call_id, region_id, status) DO UPDATE SET number = kept.number + excluded.number;
    ELSE
        INSERT INTO projects_statuscount AS kept (call_id, region_id, status, number)
        SELECT call_id, region_id, status, sum(change) FROM (
            SELECT call_id, region_id, status, 1 AS change FROM after
            UNION ALL
            SELECT call_id, region_id, status, -1 FROM before
        ) AS moved
        WHERE status <> 'draft' AND region_id IS NOT NULL
        GROUP BY 1, 2, 3 HAVING sum(change) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (call_id, region_id, status) DO UPDATE SET number = kept.number + excluded.number;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER status_counts_follow_new_proposals AFTER INSERT ON projects_proposal
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION projects_status_counts_follow();
CREATE TRIGGER status_counts_follow_changed_proposals AFTER UPDATE ON projects_proposal
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION projects_status_counts_follow();
CREATE TRIGGER status_counts_follow_removed_proposals AFTER DELETE ON projects_proposal
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION projects_status_counts_follow();
"""

STAYS = """
CREATE FUNCTION projects_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is a record: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION projects_submission_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
       AND (OLD.id, OLD.proposal_id, OLD.seq, OLD.number, OLD.submitted_at, OLD.by_id, OLD.snapshot, OLD.sha256)
           IS NOT DISTINCT FROM
           (NEW.id, NEW.proposal_id, NEW.seq, NEW.number, NEW.submitted_at, NEW.by_id, NEW.snapshot, NEW.sha256) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'submission % stays as it was handed in; it can only be withdrawn, once', OLD.number
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER submission_stays BEFORE UPDATE ON projects_submission FOR EACH ROW EXECUTE FUNCTION projects_submission_stays();
CREATE TRIGGER submission_is_never_removed BEFORE DELETE ON projects_submission FOR EACH ROW EXECUTE FUNCTION projects_refuse();
CREATE TRIGGER submission_is_never_emptied BEFORE TRUNCATE ON projects_submission EXECUTE FUNCTION projects_refuse();
CREATE TRIGGER screening_stays BEFORE UPDATE OR DELETE ON projects_screening FOR EACH ROW EXECUTE FUNCTION projects_refuse();
CREATE TRIGGER screening_is_never_emptied BEFORE TRUNCATE ON projects_screening EXECUTE FUNCTION projects_refuse();
"""

NUMBERS = """
CREATE SEQUENCE projects_receipt_number;
CREATE SEQUENCE projects_proposal_number;
"""

FORWARD = SUMS + COUNTS_OF_PARTNERS + SEARCH_TEXT + COUNTS_BY_STATUS + STAYS + NUMBERS

BACKWARD = """
DROP SEQUENCE projects_proposal_number;
DROP SEQUENCE projects_receipt_number;
DROP FUNCTION projects_refuse() CASCADE;
DROP FUNCTION projects_submission_stays() CASCADE;
DROP FUNCTION projects_status_counts_follow() CASCADE;
DROP FUNCTION projects_search_text_of_lead() CASCADE;
DROP FUNCTION projects_search_text() CASCADE;
DROP FUNCTION projects_counts_follow_plant() CASCADE;
DROP FUNCTION projects_counts_follow_partners() CASCADE;
DROP FUNCTION projects_recount_partners(bigint[]) CASCADE;
DROP FUNCTION projects_sums_follow_budget_lines() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("projects", "0001_calls_proposals_and_submissions")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
