"""Every field of every form has a Chinese label: a refusal never names a field in English.

The summary of errors writes the label before its message, of hidden fields too; without a label
Django makes one of the field's name in the code.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

from django import forms

import drills
import engineering
import fees
import renfang

ROOTS = (renfang, engineering, fees, drills)
CHINESE = re.compile("[\u4e00-\u9fff]")
# Forms that take their fields from elsewhere have none of their own.
FEWEST = 200


def _subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from _subclasses(each)


def _forms() -> list[type[forms.BaseForm]]:
    for root in ROOTS:
        for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    ours = {root.__name__ for root in ROOTS}
    return sorted(
        {each for each in _subclasses(forms.BaseForm) if each.__module__.split(".")[0] in ours},
        key=lambda each: (each.__module__, each.__qualname__),
    )


def test_every_field_of_every_form_is_named_in_chinese():
    found = _forms()
    assert len(found) > FEWEST
    unnamed = [
        f"{form.__module__}.{form.__qualname__}.{name}: {field.label}"
        for form in found
        for name, field in getattr(form, "base_fields", {}).items()
        if not CHINESE.search(str(field.label or ""))
    ]
    assert unnamed == []
