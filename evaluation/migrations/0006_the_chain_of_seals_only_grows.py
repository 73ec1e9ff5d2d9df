"""Each proposal of a round has a salt of its own; the database keeps the chain of seals as it grew."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
UPDATE evaluation_roundproposal SET salt = replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
CREATE TRIGGER seal_record_stays BEFORE UPDATE OR DELETE ON evaluation_sealrecord
    FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER seal_record_is_never_emptied BEFORE TRUNCATE ON evaluation_sealrecord EXECUTE FUNCTION evaluation_refuse();
"""

BACKWARD = """
DROP TRIGGER seal_record_stays ON evaluation_sealrecord;
DROP TRIGGER seal_record_is_never_emptied ON evaluation_sealrecord;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0005_seals_stand_in_a_chain")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
