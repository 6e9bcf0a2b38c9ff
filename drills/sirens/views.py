"""登记试鸣结果: one row for each device, the whole sheet at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from drills.exercises.models import Drill
from drills.exercises.views.drills import find_drill
from drills.figures import rate_text
from drills.sirens.acts import Result, record_results, sirens_of
from drills.sirens.models import Siren
from drills.sirens.rules import programme
from renfang.acts import Refused
from renfang.pages.fields import PlainTextField, WholeNumberField

_OUTCOMES = [("sounded", "鸣响"), ("silent", "未鸣"), ("left_out", "未列入")]


class ResultsForm(forms.Form):
    """鸣响, 未鸣 with its reason, or 未列入, for each device; sound until told otherwise."""

    def __init__(self, *args: Any, drill: Drill, sirens: list[Siren], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sirens = sirens
        known = {each.siren_id: each for each in drill.siren_results.all()}
        for siren in sirens:
            result = known.get(siren.pk)
            outcome = "sounded" if siren.state == "sound" else "left_out"
            if result is not None:
                heard = "sounded" if result.has_sounded else "silent"
                outcome = heard if result.is_commanded else "left_out"
            self.fields[f"outcome-{siren.pk}"] = forms.ChoiceField(
                label=f"{siren}试鸣结果", choices=_OUTCOMES, initial=outcome
            )
            self.fields[f"reason-{siren.pk}"] = PlainTextField(
                label=f"{siren}未鸣原因",
                max_length=100,
                required=False,
                initial=result.reason if result else "",
            )
            self.fields[f"decibels-{siren.pk}"] = WholeNumberField(
                label=f"{siren}实测分贝",
                maximum=150,
                required=False,
                initial=result.decibels if result else None,
            )

    def rows(self) -> list[dict[str, Any]]:
        """The sheet as the page shows it."""
        return [
            {
                "siren": siren,
                "outcome": self[f"outcome-{siren.pk}"],
                "reason": self[f"reason-{siren.pk}"],
                "decibels": self[f"decibels-{siren.pk}"],
            }
            for siren in self.sirens
        ]

    def results(self) -> dict[int, Result]:
        """What was filled in, by siren id."""
        given = self.cleaned_data
        return {
            siren.pk: Result(
                is_commanded=given[f"outcome-{siren.pk}"] != "left_out",
                has_sounded=given[f"outcome-{siren.pk}"] == "sounded",
                reason=given[f"reason-{siren.pk}"],
                decibels=given[f"decibels-{siren.pk}"],
            )
            for siren in self.sirens
        }


@require_http_methods(["GET", "POST"])
def siren_results(request: HttpRequest, pk: int) -> HttpResponse:
    """登记试鸣结果 of every device of the office."""
    drill = find_drill(request, pk, "manage_drills")
    form = ResultsForm(request.POST or None, drill=drill, sirens=list(sirens_of(drill)))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                sounding = record_results(pk, form.results(), by=request.user)
            except Refused as refusal:
                status = refusal.status
                form.add_error(None, refusal.message)
            else:
                rate = rate_text(sounding.sounded, sounding.commanded)
                messages.success(
                    request,
                    f"试鸣结果已登记：应鸣 {sounding.commanded} 台，鸣响 {sounding.sounded} 台，"
                    f"鸣响率 {rate}",
                )
                return redirect("drills:drill", pk)
    context = {"drill": drill, "form": form, "programme": programme(drill.starts_at)}
    return render(request, "drills/sirens/siren_results.html", context, status=status)
