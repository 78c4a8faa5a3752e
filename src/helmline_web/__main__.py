"""`python -m helmline_web COMMAND`: Django's management commands, with the application's settings."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helmline_web.project.settings")

if __name__ == "__main__":
    execute_from_command_line(["helmline", *sys.argv[1:]])
