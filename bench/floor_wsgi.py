"""The bare site's entry for gunicorn."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
