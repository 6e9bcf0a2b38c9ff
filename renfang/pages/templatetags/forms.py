"""Forms on pages: fields with units, the error summary, growing rows, the query form."""

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
FIRST_ROW = 3


@register.filter
def unit_of(bound: BoundField) -> str:
    """The unit behind the box, which the widgets of renfang.quantities carry as data-suffix."""
    return bound.field.widget.attrs.get("data-suffix", "")


@register.filter
def choice_label(bound: BoundField) -> str:
    """What the user chose or typed, in words, for a chip."""
    value = bound.value()
    values = value if isinstance(value, list | tuple) else [value]
    choices = {str(key): label for key, label in _flat_choices(bound)}
    return "、".join(str(choices.get(str(item), item)) for item in values)


def _flat_choices(bound: BoundField) -> Iterator[tuple[Any, Any]]:
    for key, label in getattr(bound.field, "choices", ()):
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


@register.simple_tag
def field(
    bound: BoundField, unit: str = "", mark: bool = True, in_table: bool = False
) -> SafeString:
    """One field: label, （必填）, help, control with unit, error; hidden fields as they are.

    ``mark=False`` leaves （必填） out where everything is asked for, as on the sign-in page;
    ``in_table`` hides the label, which the head of the column shows.
    """
    context = {
        "field": bound,
        "kind": _kind(bound),
        "control": _control(bound),
        "unit": unit or unit_of(bound),
        "fills_row": isinstance(bound.field.widget, forms.Textarea),
        "marked": mark and bound.field.required,
        "in_table": in_table,
    }
    return render_to_string("partials/field.html", context)


def _kind(bound: BoundField) -> str:
    """How partials/field.html draws a field: checkbox, choices, select or text."""
    kinds = {
        forms.CheckboxInput: "checkbox",
        forms.RadioSelect: "choices",  # CheckboxSelectMultiple is one
        forms.Select: "select",
    }
    widget = bound.field.widget
    return next((name for kind, name in kinds.items() if isinstance(widget, kind)), "text")


def _control(bound: BoundField) -> SafeString:
    """The control alone, in the style of its kind."""
    styles = {"checkbox": "form-check-input", "select": "form-select"}
    own = bound.field.widget.attrs.get("class", "")
    style = styles.get(_kind(bound), "form-control")
    return bound.as_widget(attrs={"class": f"{own} {style}".strip()})


@register.simple_tag
def fields(*bounds: BoundField, columns: int = 3) -> SafeString:
    """A grid of fields, ``columns`` (1 to 4) to a row; text areas take a row of their own.

    The boxes of a row stand on one line whether or not there is help above them; only where an
    error stands below one of them do the labels line up instead.
    """
    cells = format_html_join("", "{}", ((field(bound),) for bound in bounds))
    return _grid(cells, columns, level=not any(bound.errors for bound in bounds))


@register.simple_block_tag
def field_grid(content: str, columns: int = 3) -> SafeString:
    """The grid of ``fields`` for a long form: a ``field`` tag on each line."""
    return _grid(content, columns, level="field-error" not in content)


def _grid(cells: str, columns: int, *, level: bool) -> SafeString:
    style = " fields-level" if level else ""
    return format_html('<div class="fields fields-{}{}">{}</div>', columns, style, cells)


@register.inclusion_tag("partials/error_summary.html")
def error_summary(*parts: forms.BaseForm | BaseFormSet | None, title: str = "") -> dict[str, Any]:
    """Everything that needs mending in the given forms and formsets, each linked to its field."""
    found: list[tuple[str, str, str]] = []
    for part in parts:
        if not part or not part.is_bound:
            continue
        if isinstance(part, BaseFormSet):
            found += _formset_errors(part)
        else:
            found += _form_errors(part)
    return {"errors": found, "title": title or f"有 {len(found)} 处需要修改，尚未保存"}


def _form_errors(form: forms.BaseForm, where: str = "") -> list[tuple[str, str, str]]:
    """Triples (link target, label, message) in the order of the fields."""
    found = [("", where, message) for message in form.non_field_errors()]
    for bound in form:
        label = f"{where}{bound.label}"
        target = bound.id_for_label or bound.auto_id
        found += [(target, label, message) for message in bound.errors]
    return found


def _formset_errors(formset: BaseFormSet) -> list[tuple[str, str, str]]:
    found = [("", "", message) for message in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, 1):
        found += _form_errors(form, where=f"第 {number} 行")
    return found


@register.inclusion_tag("partials/formset_table.html")
def formset_table(formset: BaseFormSet, noun: str = "行") -> dict[str, Any]:
    """Rows of forms as a table that can grow. Without JavaScript 添加 submits ``add_row``."""
    visible = [bound for bound in formset.empty_form.visible_fields() if bound.name != "DELETE"]
    return {"formset": formset, "heads": visible, "noun": noun}


@register.inclusion_tag("partials/query_form.html", takes_context=True)
def query_form(context: template.Context, form: forms.Form) -> dict[str, Any]:
    """The form above a list: three fields in sight, the rest under 更多条件, chips of what is set.

    The form is sent with GET, so a filtered list is an address that can be kept and shared.
    """
    bounds = form.visible_fields()
    used = [bound for bound in bounds if form.is_bound and bound.value() not in (None, "", [])]
    params = context["request"].GET
    return {
        "form": form,
        "first": bounds[:FIRST_ROW],
        "rest": bounds[FIRST_ROW:],
        "open": any(bound in used or bound.errors for bound in bounds[FIRST_ROW:]),
        "chips": [
            {
                "label": b.label,
                "value": choice_label(b),
                "url": _without(params, b.html_name),
            }
            for b in used
        ],
        "kept": [(key, params[key]) for key in ("tab", "size", "order") if key in params],
    }


def _without(params: QueryDict, name: str) -> str:
    """The same address without one condition, and back on the first page."""
    left = params.copy()
    for gone in (name, "page", "after", "before"):
        left.pop(gone, None)
    return f"?{left.urlencode()}"
