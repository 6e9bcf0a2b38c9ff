"""What ``manage.py check --database default`` says of the keys of personal numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import Error, connections

from renfang.personal import keys
from renfang.personal.rotation import outdated, personal_fields

# Rows of each field that are tried: a missing key shows at the first.
_LOOKED_AT = 200


@checks.register(checks.Tags.database)
def numbers_can_be_read(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Every stored number is under a key that is at hand; those under an old one are counted."""
    found: list[checks.CheckMessage] = []
    for using in databases or ():
        tables = connections[using].introspection.table_names()
        for model, field in personal_fields():
            if model._meta.db_table in tables:
                found += _of_field(model, field, using)
    return found


def _of_field(model: Any, field: Any, using: str) -> list[checks.CheckMessage]:
    label = f"{model._meta.verbose_name}·{field.verbose_name}"
    try:
        sample = list(outdated(model, field, using).only(field.name, field.index_name)[:_LOOKED_AT])
        is_read = all(_is_read(row, field) for row in sample)
    except Error:
        return []  # not migrated yet
    except keys.KeyMissing:  # there is no file
        sample, is_read = [], False
    if not is_read:
        hint = "从单独保管的副本恢复密钥文件（docs/backup.md）"
        return [checks.Error(f"{label}：缺少解密所需的密钥", hint=hint, id="personal.E001")]
    if sample:
        hint = "运行 manage.py rotate_personal_key 完成更换"
        return [checks.Warning(f"{label}：有号码未用现用密钥加密", hint=hint, id="personal.W001")]
    return []


def _is_read(row: Any, field: Any) -> bool:
    try:
        return bool(getattr(row, field.name).whole)
    except keys.KeyMissing:
        return False
