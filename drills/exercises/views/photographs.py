"""Pictures of a drill: added, looked at, removed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.exercises.acts.photographs import add_photograph, remove_photograph
from drills.exercises.forms import PhotographForm
from drills.exercises.models import Drill, DrillPhotograph
from drills.exercises.steps import PHOTOGRAPH
from drills.exercises.views.drills import find_drill, trail_of
from renfang.pages.act_forms import step_page
from renfang.pages.answers import picture
from renfang.pages.lists import sent
from renfang.uploads.keeping import read_kept


@require_http_methods(["GET", "POST"])
def photograph_new(request: HttpRequest, pk: int) -> HttpResponse:
    """上传影像资料."""
    drill = find_drill(request, pk, PHOTOGRAPH.permission)
    form = PhotographForm(sent(request), request.FILES or None)
    return step_page(
        request,
        PHOTOGRAPH,
        drill,
        form,
        lambda: add_photograph(
            pk, form.cleaned_data["file"], caption=form.cleaned_data["caption"], by=request.user
        ),
        trail=trail_of(drill),
        has_file=True,
        done="照片已保存",
    )


@require_GET
def photograph(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, to users who may see its drill."""
    visible = DrillPhotograph.objects.filter(drill__in=Drill.objects.visible_to(request.scope))
    found = get_object_or_404(visible, pk=pk)
    return picture(read_kept(found))


@require_POST
def photograph_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """移除影像资料."""
    drill = remove_photograph(pk, by=request.user)
    return redirect("drills:drill", drill.pk)
