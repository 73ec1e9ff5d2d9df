"""What was said in a discussion, put before a panel or signed stays as it is."""

from typing import ClassVar

from django.db import migrations

TABLES = ("evaluation_remark", "evaluation_minutes", "evaluation_minutessignature")

FORWARD = "".join(
    f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();\n"
    f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION evaluation_refuse();\n"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {table}_stays ON {table};\nDROP TRIGGER {table}_is_never_emptied ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0025_honoraria")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
