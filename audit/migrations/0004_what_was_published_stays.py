"""What was published of the chains stays as it was."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TRIGGER published_day_stays BEFORE UPDATE OR DELETE ON audit_dailyheads FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER published_days_are_never_emptied BEFORE TRUNCATE ON audit_dailyheads EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER published_head_stays BEFORE UPDATE OR DELETE ON audit_publishedhead FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER published_heads_are_never_emptied BEFORE TRUNCATE ON audit_publishedhead EXECUTE FUNCTION audit_refuse();
"""

BACKWARD = """
DROP TRIGGER published_day_stays ON audit_dailyheads;
DROP TRIGGER published_days_are_never_emptied ON audit_dailyheads;
DROP TRIGGER published_head_stays ON audit_publishedhead;
DROP TRIGGER published_heads_are_never_emptied ON audit_publishedhead;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0003_heads_are_published_daily")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
