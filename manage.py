#!/usr/bin/env python
"""Django's command line. Starts the embedded servers first when none runs."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_portal.settings")
    from django.core.management import execute_from_command_line

    from cluster_portal.embedded.services import NEEDS_NO_SERVERS, use_services

    if not NEEDS_NO_SERVERS.intersection(sys.argv[1:2]):
        use_services()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
