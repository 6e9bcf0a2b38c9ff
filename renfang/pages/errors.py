"""Error pages that must also work before anybody is logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection mark is missing or old: the page was open for too long."""
    answer = render(request, "403_csrf.html", status=403)
    answer.reason = f"表单保护标记不符：{reason}"
    return answer
