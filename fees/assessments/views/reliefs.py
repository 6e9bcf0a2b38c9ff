"""减免台账: every relief and every lowered rate, on what document, by whom and how decided."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from fees.assessments.forms import ReliefQuery
from fees.assessments.models import ReliefDecision
from fees.assessments.views.tables import evidence
from renfang.pages import columns as col
from renfang.pages.answers import file_to_look_at
from renfang.pages.list_pages import ListPage, Nothing
from renfang.uploads.keeping import read_kept


class ReliefList(ListPage):
    """The register that audit offices ask for, the last judged first."""

    model, query, title, noun = ReliefDecision, ReliefQuery, "减免台账", "条"
    order = ("-draft__prepared_on", "-pk")
    columns = (
        # What the page shows below another value has a column of its own in the file.
        col.Title(
            "项目",
            "draft.project.name",
            link="fees:draft",
            link_by="draft_id",
            note="building_name",
            width=32,
        ),
        col.Short("楼栋", "building_name", on_page=False),
        col.Name("减免事由", "relief_name", note="basis", width=28),
        col.Name("减免依据", "basis", on_page=False, width=32),
        col.State("认定", "outcome", "granted=good *=bad", note="reason"),
        col.Column("核验的证明材料", "evidence", html=evidence),
        col.Column("理由", "reason", on_page=False),
        col.Money("本次核定减免（元）", "draft.relief"),
        col.Short("核定、复核", "draft.prepared_by", note="draft.reviewed_by"),
        col.Short("复核人", "draft.reviewed_by", on_page=False),
        col.Day("核定日期", "draft.prepared_on"),
        col.State("核定稿", "draft.state", "submitted=todo approved=plain *=blocked"),
    )
    nothing = (
        Nothing(
            "没有减免认定。核定中认定减免或改用较低收费标准的，自动列入本页", symbol="list-check"
        ),
    )
    nothing_found = "没有符合条件的减免认定"

    def rows(self) -> Any:
        """Claims and lowered rates; a rate that charges no less is no relief."""
        return (
            ReliefDecision.objects.visible_to(self.scope)
            .exclude(relief_code=ReliefDecision.OTHER_RATE)
            .select_related("draft__project", "draft__prepared_by", "draft__reviewed_by")
            .select_related("attachment")
        )


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of another rate, for the reviewer to read."""
    row = get_object_or_404(ReliefDecision.objects.visible_to(request.scope), pk=pk)
    document = row.file
    if document is None:
        raise Http404
    return file_to_look_at(read_kept(document), document.name, document.media_type)
