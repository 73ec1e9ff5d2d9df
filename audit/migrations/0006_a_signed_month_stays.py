from django.db import migrations

STAY = """
CREATE TRIGGER signed_month_stays BEFORE UPDATE OR DELETE ON audit_accessreview FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER signed_months_are_never_emptied BEFORE TRUNCATE ON audit_accessreview EXECUTE FUNCTION audit_refuse();
"""
LET_GO = """
DROP TRIGGER signed_month_stays ON audit_accessreview;
DROP TRIGGER signed_months_are_never_emptied ON audit_accessreview;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_a_month_of_accesses_is_reviewed")]

    operations = [migrations.RunSQL(STAY, LET_GO)]
