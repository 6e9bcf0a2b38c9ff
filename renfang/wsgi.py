"""WSGI entry point: ``gunicorn renfang.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renfang.settings")

application = get_wsgi_application()
