"""Read one uploaded file in a process of its own, under limits of memory and time.

Started by ``renfang.uploads.confinement`` with the file on standard input and ``{"job": name,
"limits": {…}, …}`` as JSON in the first argument. A small upload can demand gigabytes, hours, or
crash a parser; only this process suffers. It runs as a plain script: standard library and the
parser of its job, no Django, no settings, no database.

Standard output, one JSON value a line: ``{"refused": text}`` (with ``"cause"`` for the log where a
parser failed); or what the job says, and ``{"done": true}`` at the very end. A document answers
``{"bytes": n, …}`` followed by that many bytes of its own before the end.
"""

import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

# -I keeps the environment and the current folder out; our own modules are named here. Last, so
# that nothing of ours stands before the standard library.
sys.path.append(str(Path(__file__).resolve().parents[3]))

from renfang.uploads.confined import packages, pdf, pictures, spreadsheets
from renfang.uploads.confined.refusals import Refusal

_DAMAGED: Final = {
    "spreadsheet": "文件已损坏或不完整，读不出内容。在 Excel 或 WPS 中“另存为 .xlsx”，再上传。",
    "photograph": "这不是可读的 jpg 或 png 照片。用看图软件另存后上传",
    "document": "已损坏或不完整，读不出内容。用原来的软件另存后上传",
}
_TOO_LARGE: Final = {
    "spreadsheet": "表格范围过大。删除多余的空行空列后另存，再上传。",
    "photograph": "照片展开后过大。缩小后上传",
    "document": "展开后过大，不能检查内容。拆分或者压缩后上传",
}


def main() -> None:
    asked = json.loads(sys.argv[1])
    confine(asked["limits"])
    job = asked["job"]
    try:
        content = sys.stdin.buffer.read(asked["limits"]["file_bytes"] + 1)
        for piece in answer(job, content, asked):
            write(piece)
        write({"done": True})
    except Refusal as refusal:
        write({"refused": str(refusal)})
    except MemoryError:
        write({"refused": _TOO_LARGE[job]})
    except Exception:  # noqa: BLE001
        # Parsers raise whatever they like on a malformed file; the cause goes to the log.
        write({"refused": _DAMAGED[job], "cause": traceback.format_exc()[-2000:]})
    sys.stdout.buffer.flush()


def confine(limits: dict[str, int]) -> None:
    """Limit this process's memory, processor time, files and core dumps."""
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (most, most))


# dumps, not dump: the latter encodes in Python and takes three times as long.
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def write(piece: Any) -> None:
    out = sys.stdout.buffer
    if isinstance(piece, bytes):
        out.write(piece)
    else:
        out.write(_encode(piece).encode("utf-8", "backslashreplace"))
        out.write(b"\n")


def answer(job: str, content: bytes, asked: dict[str, Any]) -> Iterator[Any]:
    """What the job has to say of the file; each job loads its parser under the limits."""
    if job == "spreadsheet":
        yield from spreadsheets.read(content, asked["limits"])
    elif job == "photograph":
        drawn, width, height = pictures.redraw(content)
        yield {"bytes": len(drawn), "width": width, "height": height}
        yield drawn
    else:
        cleaned = checked(content, asked["suffix"])
        yield {"bytes": len(cleaned)}
        yield cleaned


def checked(content: bytes, suffix: str) -> bytes:
    """The document as it may be kept. Raises Refusal."""
    if suffix == "pdf":
        pdf.check(content)
        return content
    if suffix in ("docx", "xlsx", "ofd"):
        packages.check(content, suffix)
        return content
    try:
        return pictures.without_metadata(content, suffix)
    except pictures.BrokenPicture:
        raise Refusal("不是完整的图片，可能传输中断。重新拍摄或者导出后上传") from None


if __name__ == "__main__":
    main()
