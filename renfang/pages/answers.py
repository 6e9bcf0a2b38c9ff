"""Answers that are a file: kept or looked at, its name in Chinese, harmless to our pages."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

PDF = "application/pdf"
# Nothing in a file may load or run anything. A file to keep is shut in a sandbox as well; one to
# look at is not, because Chromium's PDF viewer refuses to start in one, and may stand in a frame
# of ours. The browser's viewers of PDF files and of pictures bring styles of their own.
_KEPT = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_SHOWN = _KEPT | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
}


def file_to_keep(content: bytes, name: str, media_type: str) -> HttpResponse:
    """The bytes as a download."""
    headers = _KEPT | {"Content-Disposition": f"attachment; {_written(name)}"}
    return HttpResponse(content, content_type=media_type, headers=headers)


def stream_to_keep(pieces: Iterable[bytes], name: str, media_type: str) -> StreamingHttpResponse:
    """A download that is written while it is sent."""
    headers = _KEPT | {"Content-Disposition": f"attachment; {_written(name)}"}
    return StreamingHttpResponse(pieces, content_type=media_type, headers=headers)


def file_to_look_at(content: bytes, name: str, media_type: str = PDF) -> HttpResponse:
    """The bytes for the browser's own viewer, which may stand in a frame of a page of ours."""
    headers = _SHOWN | {"Content-Disposition": f"inline; {_written(name)}"}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _written(name: str) -> str:
    """A name in Chinese as RFC 6266 has it."""
    return f"filename*=UTF-8''{quote(name)}"
