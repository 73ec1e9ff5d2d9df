"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")

from cluster_portal.embedded.services import use_services

use_services()
application = get_wsgi_application()
