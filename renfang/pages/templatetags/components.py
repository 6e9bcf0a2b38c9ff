"""The building blocks of every page; docs/frontend.md shows each with an example.

Tags with an end tag (``card``, ``facts`` …) wrap what the page writes between them; the others
render a partial of ``templates/partials`` from the values given.
"""

from functools import cache
from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from renfang.organisations.scope import Scope
from renfang.resting import Effect, Ending, Resting, resting_on

register = template.Library()

LIGHT_NAMES = {
    "green": "绿灯",
    "yellow": "黄灯",
    "red": "红灯",
    "paused": "计时暂停",
    "done": "已办结",
}
# Letters of a value that no longer fits a third of a line.
_LONG = 60
TAG_TONES = {"plain", "todo", "waiting", "good", "bad", "blocked"}


_EFFECT_TONES = {Effect.BLOCKS: "blocked", Effect.FOLLOWS: "todo", Effect.REMAINS: "waiting"}


@register.inclusion_tag("partials/resting.html", takes_context=True)
def resting(context: Any, row: Model, ending: Ending | str) -> dict[str, Any]:
    """以此为依据的记录: what rests on ``row``, and what the act (a name of Ending) does to each.

    Records that the user may not see are told by their kind alone.
    """
    scope = context["request"].scope
    ending = ending if isinstance(ending, Ending) else Ending[ending]
    rows = [_shown_resting(each, scope) for each in resting_on(row, ending)]
    return {"rows": rows, "ending": ending.value}


def _shown_resting(each: Resting, scope: Scope) -> dict[str, Any]:
    row = each.row
    permission = each.permission or getattr(row, "view_permission", "")
    is_seen = not permission or scope.may(permission, row)
    state = getattr(row, "get_state_display", None)
    address = getattr(row, "get_absolute_url", None)
    return {
        "label": each.label,
        "name": (each.name or str(row)) if is_seen else "由其他岗位办理",
        "url": address() if is_seen and address else "",
        "state": state() if is_seen and state and not each.name else "",
        "effect": each.effect.value,
        "tone": _EFFECT_TONES[each.effect],
        "words": each.words,
        "depth": each.depth,
    }


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of icons.svg; decoration unless ``label`` says what it means on its own."""
    return _drawn(name, label)


@cache  # a page has dozens, and where static files lie does not change while a server runs
def _drawn(name: str, label: str) -> SafeString:
    href = f"{static('renfang/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            href,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.inclusion_tag("partials/light.html")
def light(level: str, text: str, estimated: bool = False) -> dict[str, Any]:
    """A deadline light: shape, colour and words. ``level`` is a key of LIGHT_NAMES."""
    name = LIGHT_NAMES[level]
    return {"level": level, "name": name, "text": text, "estimated": estimated}


@register.simple_tag
def status(text: str, tone: str = "plain") -> SafeString:
    """A status in words; colour only where someone has to act. ``tone`` is one of TAG_TONES."""
    if tone not in TAG_TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}, one of {sorted(TAG_TONES)}")
    return format_html('<span class="state state-{}">{}</span>', tone, text)


@register.filter
def tone(state: object, tones: str) -> str:
    """The tone of a status: ``state|tone:"submitted=todo approved=good *=blocked"``.

    ``*`` stands for every state that is not named; without it these are plain.
    """
    pairs = dict(pair.split("=") for pair in tones.split())
    return pairs.get(str(state), pairs.get("*", "plain"))


@register.inclusion_tag("partials/copyable.html")
def copyable(text: str, name: str = "文号") -> dict[str, str]:
    """A number in figures of equal width with a button that copies it."""
    return {"text": text, "name": name}


@register.inclusion_tag("partials/empty.html")
def empty(reason: str, act: str = "", url: str = "", symbol: str = "inbox") -> dict[str, str]:
    """Why there is nothing here, and what to do next."""
    return {"reason": reason, "act": act, "url": url, "symbol": symbol}


@register.simple_block_tag
def card(
    content: str,
    title: str,
    symbol: str = "",
    note: str = "",
    flush: bool = False,
    anchor: str = "",
) -> SafeString:
    """A white card with a heading; ``flush`` lets tables and lists reach its edges."""
    context = {"content": content, "title": title, "symbol": symbol, "note": note}
    return render_to_string("partials/card.html", {**context, "flush": flush, "anchor": anchor})


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A grid of labels and values; holds ``fact`` tags."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.inclusion_tag("partials/fact.html")
def fact(
    label: str, value: Any, change_url: str = "", wide: bool = False, optional: bool = False
) -> dict[str, Any]:
    """One label and value. ``change_url`` adds 修改.

    An empty value shows as a dash, or not at all when ``optional``. A text of several lines, or a
    long one, takes a whole line also when not told to be ``wide``.
    """
    text = str(value or "")
    letters = strip_tags(text) if isinstance(value, SafeString) else text
    wide = wide or len(letters) > _LONG or "<br>" in text
    context = {"label": label, "value": value, "change_url": change_url}
    return {**context, "wide": wide, "optional": optional}


@register.simple_block_tag
def identity_bar(
    content: str, title: str, kind: str = "", number: str = "", facts: str = ""
) -> SafeString:
    """The head of an object's page with its ``h1``; what it wraps are the next acts (buttons).

    ``facts`` is the line below the name (status tag, light, responsible), usually caught before
    with ``{% identity_line as line %}``.
    """
    context = {
        "content": content,
        "title": title,
        "kind": kind,
        "number": number,
        "facts": facts,
    }
    return render_to_string("partials/identity_bar.html", context)


@register.simple_block_tag
def identity_line(content: str) -> SafeString:
    """The line of an identity bar; use with ``as line`` and hand it to ``identity_bar``."""
    return format_html("{}", content)


@register.simple_block_tag
def confirm_panel(
    content: str,
    title: str,
    act: str,
    back_url: str = "",
    back: str = "返回",
    danger: bool = False,
) -> SafeString:
    """What will happen, in words, and the button that names the act. Stands inside a form."""
    context = {"content": content, "title": title, "act": act, "danger": danger}
    return render_to_string(
        "partials/confirm.html", {**context, "back_url": back_url, "back": back}
    )


@register.simple_block_tag
def batch_bar(content: str, noun: str = "件") -> SafeString:
    """Acts on the rows ticked in the form around it. selection.js counts and clears the ticks."""
    return render_to_string("partials/batch_bar.html", {"content": content, "noun": noun})


@register.inclusion_tag("partials/tile.html")
def tile(
    name: str,
    figure: Any,
    unit: str = "",
    note: str = "",
    url: str = "",
    tone: str = "",
) -> dict[str, Any]:
    """One figure of ``<ul class="tiles">``; ``tone`` is red, yellow, green or teal."""
    return {
        "name": name,
        "figure": figure,
        "unit": unit,
        "note": note,
        "url": url,
        "tone": tone,
    }


@register.inclusion_tag("partials/timeline.html")
def timeline(title: str, entries: Any) -> dict[str, Any]:
    """A card with what happened, oldest first; docs/frontend.md says what an entry has."""
    return {"title": title, "entries": entries}


@register.inclusion_tag("partials/steps.html")
def steps(steps: Any, total_label: str = "", total: Any = "") -> dict[str, Any]:
    """The steps of a calculation (``rule``, ``basis``, ``formula``, ``result``) and its total."""
    return {"steps": steps, "total_label": total_label, "total": total}


@register.inclusion_tag("partials/notice.html")
def notice(text: str, tone: str = "") -> dict[str, str]:
    """A remark that stays on the page; ``tone`` is good, warning, bad or empty (for knowledge)."""
    symbols = {
        "good": "circle-check",
        "warning": "alert-triangle",
        "bad": "alert-circle",
    }
    return {"text": text, "tone": tone, "symbol": symbols.get(tone, "info-circle")}


@register.simple_block_tag
def tabs(content: str, name: str = "分栏") -> SafeString:
    """A row of ``tab`` links."""
    return format_html('<nav aria-label="{}"><ul class="tabs">{}</ul></nav>', name, content)


@register.simple_tag
def tab(label: str, url: str, current: bool = False, count: int | None = None) -> SafeString:
    """One tab, a real link; the current one is marked for screen readers too."""
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>',
        url,
        mark_safe(' aria-current="page"') if current else "",
        label,
        "" if count is None else format_html(' <span class="digits">{}</span>', count),
    )
