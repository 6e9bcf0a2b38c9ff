"""完整性核验, for auditors: when all was verified, what was counted, what differs, the seals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_GET

from renfang.acts import NotPermitted
from renfang.pages import columns as col
from renfang.pages.lists import whole_numbers
from renfang.pages.tables import Table
from renfang.proof.models import Seal, VerificationRun
from renfang.proof.queries import PERMISSION, last_run, overdue_seal, sees_all
from renfang.proof.sealing import unsealed

_MOST = 20


def _outcome(row: dict[str, Any]) -> str:
    return f"{row['differences']} 处不符" if row["differences"] else "相符"


def _opening(run: VerificationRun) -> str:
    return run.get_absolute_url()


_PARTS = (
    col.Column("核验内容", "label"),
    col.Column("已核对", "counted", html=lambda row: f"{row['counted']:,} {row['unit']}"),
    col.Column("结果", "differences", html=_outcome),
)
_RUNS = (
    col.Day("时间", "at", link=_opening),
    col.Short("场合", "occasion"),
    col.Column("核验对象", "source"),
    col.Short("结果", "outcome"),
    col.Number("尚未封存", "unsealed"),
    col.Number("用时（秒）", "seconds"),
)
_SEALS = (
    col.Number("序号", "sequence"),
    col.Day("时间", "at"),
    col.Short("场合", "occasion"),
    col.Number("新封存", "rows"),
    col.Column("校验值", "digest", html=lambda seal: format_html("<code>{}</code>", seal.digest)),
    col.Code("密钥", "key"),
)


@require_GET
def verification(request: HttpRequest) -> HttpResponse:
    """A verification (``run``, else the last), those before it, and the last seals."""
    if not request.scope.holds(PERMISSION):
        raise NotPermitted.lacking(PERMISSION)
    occasions = VerificationRun.Occasion
    run = _asked(request) or last_run(occasions.NIGHTLY, occasions.COMMAND)
    context = {
        "run": run,
        "restored": last_run(occasions.RESTORE, occasions.BACKUP),
        "last_seal": Seal.objects.order_by("sequence").last(),
        "unsealed_said": f"{unsealed():,} 条",
        "overdue": overdue_seal(),
        "runs": Table("历次核验", _RUNS, list(VerificationRun.objects.order_by("-pk")[:_MOST])),
        "seals": Table("最近的封存", _SEALS, list(Seal.objects.order_by("-sequence")[:_MOST])),
    }
    return render(request, "proof/verification.html", {**context, **_told(request, run)})


def _asked(request: HttpRequest) -> VerificationRun | None:
    """The verification that the address names."""
    wanted = whole_numbers([request.GET.get("run", "")])
    return VerificationRun.objects.filter(pk__in=wanted).first()


def _told(request: HttpRequest, run: VerificationRun | None) -> dict[str, Any]:
    """The parts of a run; what differs names records, and is for who audits every office."""
    if run is None:
        return {}
    parts = [part for part in run.sections if part["findings"]]
    is_seen = sees_all(request.scope)
    findings = format_html_join(
        "",
        "<h3>{}</h3><ul>{}</ul>{}",
        (
            (
                part["label"],
                format_html_join("", "<li>{}</li>", ((words,) for words in part["findings"])),
                _more(part),
            )
            for part in (parts if is_seen else ())
        ),
    )
    return {
        "parts": Table("分项结果", _PARTS, run.sections),
        "findings": findings,
        "is_hidden": bool(parts) and not is_seen,
    }


def _more(part: dict[str, Any]) -> str:
    left = part["differences"] - len(part["findings"])
    return format_html('<p class="soft">另有 {} 处，没有列出</p>', left) if left else ""
