"""A personal number as Python and the database hold it.

Python holds a ``Personal``: whoever writes it, into a page, a file, a message, the history, writes
its mask; the number itself is given by ``whole`` alone, which is easy to look for in the code. It
is decrypted when it is first needed, not when its row is read.
"""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.exceptions import EmptyResultSet
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from renfang.acts import Incomplete
from renfang.personal import keys
from renfang.personal.rules import About


class Personal:
    """A personal number: ``str`` masks it, ``whole`` is the number."""

    __slots__ = ("_stored", "_whole", "kind")

    def __init__(self, kind: About, whole: str | None, stored: str = "") -> None:
        """``stored`` is what the database has, where ``whole`` is not known yet."""
        self.kind, self._whole, self._stored = kind, whole, stored

    @property
    def whole(self) -> str:
        """The number in clear text: for papers that lawfully carry it, and for comparing."""
        if self._whole is None:
            self._whole = keys.unseal(self._stored, self.kind.name)
        return self._whole

    @property
    def stored(self) -> str:
        """The text that the database has, of whichever key: what proves and moves rows takes it.

        Encrypted now where it was not read from there.
        """
        return self._stored or keys.seal(self.whole, self.kind.name)

    def sealed(self) -> str:
        """The number as the database keeps it: as it is there already, or encrypted now."""
        if self._stored and keys.key_name_of(self._stored) == keys.ring().active.name:
            return self._stored
        return keys.seal(self.whole, self.kind.name)

    def __str__(self) -> str:
        return self.kind.mask(self.whole)

    def __repr__(self) -> str:
        return f"<{self.kind.name} {self}>"

    def __bool__(self) -> bool:
        return bool(self._whole or self._stored)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Personal):
            return self.whole == other.whole
        return self.whole == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.whole)


def renewed(typed: str | Personal, known: Personal, label: str, field: str) -> Personal:
    """The number that a form or a file gives: the known one where it came back masked.

    Raises Incomplete at ``field`` for a mask that is not that of the number on record.
    """
    if isinstance(typed, Personal):
        return typed
    if "*" not in typed:
        return Personal(known.kind, typed.strip())
    if typed != str(known):
        raise Incomplete(f"{label}有遮盖的数字，与已登记的不符。填写完整号码", field=field)
    return known


class _Attribute(DeferredAttribute):
    """Whatever is set becomes a ``Personal``: a row just filled masks like one just read."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class PersonalField(models.Field):
    """A personal number: encrypted in the database, found by exact value through its BlindIndex.

    ``max_length`` is that of the number; the column is text. Assigned are ``str`` or ``Personal``.
    It is looked for by ``exact`` and ``in`` alone, and cannot be ordered by: the database knows
    nothing of it.
    """

    descriptor_class = _Attribute
    is_sealed = True  # renfang.personal.keys looks for it
    empty_strings_allowed = True

    def __init__(self, *args: Any, kind: About | str = About.PHONE, **kwargs: Any) -> None:
        self.kind = About[kind] if isinstance(kind, str) else kind
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)
        self.validators.append(MaxLengthValidator(self.max_length))

    def get_internal_type(self) -> str:
        return "TextField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "kind": self.kind.name}

    @property
    def index_name(self) -> str:
        """The field that has the blind index."""
        return f"{self.name}_index"

    def to_python(self, value: Any) -> Personal:
        if isinstance(value, Personal) and value.kind is self.kind:
            return value
        if isinstance(value, Personal):
            return Personal(self.kind, value.whole)
        text = str(value or "")
        # What value_to_string gave, of a file of fixtures, is encrypted already.
        is_sealed = bool(keys.key_name_of(text))
        return Personal(self.kind, None if is_sealed else text, text if is_sealed else "")

    def run_validators(self, value: Any) -> None:
        super().run_validators(value.whole)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Personal:
        return Personal(self.kind, None if value else "", value or "")

    def get_prep_value(self, value: Any) -> Any:
        return value if hasattr(value, "resolve_expression") else self.to_python(value).sealed()

    def as_stored(self, value: Personal) -> str:
        """For who copies rows between databases: the column's text, whichever key it is under."""
        return value.stored

    def value_to_string(self, obj: models.Model) -> str:
        return self.value_from_object(obj).sealed()

    def get_lookup(self, lookup_name: str) -> Any:
        """Those of the index: any other would ask the cipher text."""
        return _LOOKUPS.get(lookup_name)

    def get_transform(self, lookup_name: str) -> None:
        """None: nothing can be computed of a number by the database."""

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = [field.name for field in self.model._meta.fields]
        lacking = f"{self.name} has no {self.index_name} = BlindIndex({self.name!r})"
        missing = [] if self.index_name in found else [checks.Error(lacking, obj=self)]
        return [*super().check(**kwargs), *missing]


# What every blind index is like; migrations need not repeat it.
_INDEX = {
    "verbose_name": "检索值",
    "max_length": 32,
    "blank": True,
    "default": "",
    "editable": False,
    "db_index": True,
}


class BlindIndex(models.CharField):
    """The keyed hash of the PersonalField ``of``: by it the number is found, and is unique."""

    def __init__(self, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{**kwargs, **_INDEX})

    def deconstruct(self) -> Any:
        name, path, _, kwargs = super().deconstruct()
        return name, path, [self.of], {key: kwargs[key] for key in kwargs if key not in _INDEX}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        number: Personal = getattr(model_instance, self.of)
        index = keys.index_of(number.whole, number.kind.name)
        setattr(model_instance, self.attname, index)
        return index


class _InIndex(models.Lookup):
    """The number is one of those given: asked of its index, under every key there is."""

    lookup_name = "in"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        field = self.lhs.target
        wanted = [index for number in self._wanted() for index in self._indexes(field, number)]
        if not wanted:
            raise EmptyResultSet
        column, _ = compiler.compile(
            Col(self.lhs.alias, field.model._meta.get_field(field.index_name))
        )
        return f"{column} IN ({', '.join(['%s'] * len(wanted))})", wanted

    def _wanted(self) -> list[Any]:
        return list(self.rhs)

    def _indexes(self, field: PersonalField, number: Any) -> list[str]:
        whole = field.to_python(number).whole
        return list(dict.fromkeys(keys.indexes_of(whole, field.kind.name)))


class _ExactIndex(_InIndex):
    """The number is this one."""

    lookup_name = "exact"

    def _wanted(self) -> list[Any]:
        return [self.rhs]


class _SealedUnder(models.Lookup):
    """The stored text is nothing, or encrypted under the key of this name."""

    lookup_name = "sealed_under"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        column, parameters = self.process_lhs(compiler, connection)
        sql = f"({column} = %s OR {column} LIKE %s)"
        return sql, [*parameters, "", *parameters, f"{keys.PREFIX}{self.rhs}.%"]


_LOOKUPS: dict[str, type[models.Lookup]] = {
    lookup.lookup_name: lookup for lookup in (_InIndex, _ExactIndex, _SealedUnder, IsNull)
}
