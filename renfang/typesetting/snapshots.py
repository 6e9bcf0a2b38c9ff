"""A document as plain JSON data and back: what a registry stores and prints again years later."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from renfang.typesetting import contents
from renfang.typesetting.contents import Document

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in vars(contents).values()
    if isinstance(kind, type)
    and kind.__module__ == contents.__name__
    and (is_dataclass(kind) or issubclass(kind, StrEnum))
}


def to_snapshot(document: Document) -> dict[str, Any]:
    """Dictionaries, lists, strings and numbers only; ``from_snapshot`` gives an equal document."""
    plain: dict[str, Any] = _plain(document)
    return plain


def from_snapshot(snapshot: dict[str, Any]) -> Document:
    """The document of a snapshot. Raises ValueError for a kind of data it does not know.

    A snapshot written before a field was added takes the field's default.
    """
    document = _rebuilt(snapshot)
    if not isinstance(document, Document):
        raise ValueError(f"快照不是一份文书：{snapshot.get('kind')}")
    return document


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {"kind": type(value).__name__} | {
            field.name: _plain(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, StrEnum):
        return {"kind": type(value).__name__, "value": value.value}
    if isinstance(value, date):
        return {"kind": "date", "value": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _rebuilt(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_rebuilt(item) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("kind")
    if kind == "date":
        return date.fromisoformat(value["value"])
    if kind not in _KINDS:
        raise ValueError(f"快照中有不认识的内容：{kind}")
    if issubclass(_KINDS[kind], StrEnum):
        return _KINDS[kind](value["value"])
    return _KINDS[kind](**{name: _rebuilt(part) for name, part in value.items() if name != "kind"})
