"""An addendum stays as it was decided, and so does which review looked into an appeal."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE TRIGGER addendum_stays BEFORE UPDATE OR DELETE ON evaluation_addendum FOR EACH ROW EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER addendum_is_never_emptied BEFORE TRUNCATE ON evaluation_addendum EXECUTE FUNCTION evaluation_refuse();
CREATE TRIGGER review_of_an_appeal_stays BEFORE UPDATE OF review_id ON evaluation_appeal FOR EACH ROW
    WHEN (OLD.review_id IS NOT NULL AND NEW.review_id IS DISTINCT FROM OLD.review_id) EXECUTE FUNCTION evaluation_refuse();
"""

BACKWARD = """
DROP TRIGGER review_of_an_appeal_stays ON evaluation_appeal;
DROP TRIGGER addendum_stays ON evaluation_addendum;
DROP TRIGGER addendum_is_never_emptied ON evaluation_addendum;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluation", "0022_reviews_on_appeal_and_addenda")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
