"""Answers that are a file: kept or looked at, its name in Chinese, harmless to our pages.

Each says what leaves the house with it (``given_out``); renfang.history writes that down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

PDF = "application/pdf"
# Nothing in a file may load or run anything. A file to keep is shut in a sandbox as well; one to
# look at is not, because Chromium's PDF viewer refuses to start in one, and may stand in a frame
# of ours. The viewer of pictures writes its style into a page that holds nothing else.
_KEPT = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_SHOWN = _KEPT | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'"}
_PICTURE = _KEPT | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
}


class Use(StrEnum):
    """What for something leaves the house; the values are those of ``AccessRecord.Kind``."""

    EXPORT = "export"
    DOWNLOAD = "download"
    LOOK = "look"
    PRINT = "print"


@dataclass(frozen=True)
class GivenOut:
    """What leaves with an answer: what it is called, and what else the record shall tell."""

    use: Use
    name: str
    facts: Mapping[str, Any]


Answer = TypeVar("Answer", bound=HttpResponseBase)


def given_out(answer: Answer, use: Use, name: str, **facts: Any) -> Answer:
    """The answer, with a note of what leaves with it; ``facts`` have Chinese names."""
    answer.given_out = GivenOut(use, name, facts)
    return answer


def file_to_keep(
    content: bytes, name: str, media_type: str, *, use: Use = Use.DOWNLOAD, **facts: Any
) -> HttpResponse:
    """The bytes as a download."""
    headers = _KEPT | {"Content-Disposition": f"attachment; {_written(name)}"}
    answer = HttpResponse(content, content_type=media_type, headers=headers)
    return given_out(answer, use, name, **facts)


def stream_to_keep(pieces: Iterable[bytes], name: str, media_type: str) -> StreamingHttpResponse:
    """An export that is written while it is sent."""
    headers = _KEPT | {"Content-Disposition": f"attachment; {_written(name)}"}
    answer = StreamingHttpResponse(pieces, content_type=media_type, headers=headers)
    return given_out(answer, Use.EXPORT, name)


def file_to_look_at(
    content: bytes, name: str, media_type: str = PDF, *, use: Use = Use.LOOK
) -> HttpResponse:
    """The bytes for the browser's own viewer, which may stand in a frame of a page of ours."""
    shown = _PICTURE if media_type.startswith("image/") else _SHOWN
    headers = shown | {"Content-Disposition": f"inline; {_written(name)}"}
    answer = HttpResponse(content, content_type=media_type, headers=headers)
    return given_out(answer, use, name)


def picture(content: bytes) -> HttpResponse:
    """A photograph (JPEG) as a page shows it; on record is the page, not each picture on it."""
    return HttpResponse(content, content_type="image/jpeg", headers=_PICTURE)


def _written(name: str) -> str:
    """A name in Chinese as RFC 6266 has it."""
    return f"filename*=UTF-8''{quote(name)}"
