"""Cards that other rooms and apps put on the page of a project.

fees registers its card when Django starts: engineering must not import fees, yet the page shows
what is owed beside what was approved.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from engineering.projects.models import Project
from renfang.hooks import Hook

# Each gives rendered HTML, or None where the user is to see nothing.
PROJECT_CARDS: Hook[Callable[[HttpRequest, Project], SafeString | None]] = Hook()
