"""Facts as they were entered: a field of JSON that keeps the order of its names on every engine.

PostgreSQL's ``jsonb``, which Django's own field uses, sorts names by their length; the record is
read by people, and says first what was entered first.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class FactsField(models.TextField):
    """A dictionary of plain values, stored as the text that JSON writes for it."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        """The dictionary, its names in the order of the text."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """The dictionary, also of a text that a dump carries."""
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """The text to store."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)

    def value_to_string(self, obj: models.Model) -> str:
        """The text for a dump."""
        return self.get_prep_value(self.value_from_object(obj))
