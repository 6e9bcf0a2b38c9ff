"""A team's equipment as a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from drills.teams.models import Team
from renfang.exchange.workbook import download


@require_POST
def equipment_export(request: HttpRequest, pk: int) -> HttpResponse:
    """导出装备."""
    from drills.teams.exchange.equipment import export_equipment

    team = get_object_or_404(Team.objects.visible_to(request.scope), pk=pk)
    content = export_equipment(pk, by=request.user)
    return download(content, f"{team}装备{timezone.localdate():%Y%m%d}.xlsx")
