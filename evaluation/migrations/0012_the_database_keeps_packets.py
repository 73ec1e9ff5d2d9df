"""A packet stays as it was released."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TRIGGER packet_stays BEFORE UPDATE OR DELETE ON evaluation_packet FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER packet_is_never_emptied BEFORE TRUNCATE ON evaluation_packet EXECUTE FUNCTION evaluation_refuse();
"""

BACKWARD = """
DROP TRIGGER packet_stays ON evaluation_packet;
DROP TRIGGER packet_is_never_emptied ON evaluation_packet;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0011_the_packet_of_a_released_round")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
