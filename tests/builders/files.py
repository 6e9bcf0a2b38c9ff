"""Files as they come in and as an act is given them: small whole PDFs, uploads, what was read."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from renfang.uploads.keeping import CheckedFile, read_picture, read_upload


def pdf(text: str = "", *, catalog: str = "", objects: str = "") -> bytes:
    """A PDF of one empty page, whole to the last byte of its table.

    ``text`` stands in a comment and makes it like no other; ``catalog`` are entries of the root,
    ``objects`` further objects from number 4 on.
    """
    parts = [
        f"%PDF-1.7\n%{text}\n",
        f"1 0 obj<</Type/Catalog/Pages 2 0 R{catalog}>>endobj\n",
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n",
        *(f"{part}endobj\n" for part in objects.split("endobj") if part),
    ]
    content, places = b"", []
    for part in parts:
        places.append(len(content))
        content += part.encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places[1:])
    end = f"xref\n0 {len(parts)}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Root 1 0 R/Size {len(parts)}>>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + end.encode()


def checked(name: str, content: bytes) -> CheckedFile:
    """What a form makes of this upload. Raises Refused."""
    return read_upload(SimpleUploadedFile(name, content))


def drawn(upload: SimpleUploadedFile, folder: str = "drills") -> CheckedFile:
    """What a form makes of a photograph of a drill or muster. Raises Refused."""
    return read_picture(upload, folder)
