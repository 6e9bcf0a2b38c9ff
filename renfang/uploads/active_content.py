"""What a document does by itself when it is opened: scripts, launched programs, macros; viruses.

A file of a case is opened on the clerk's machine. What acts on its own is refused, not repaired:
the applicant saves the document without it.
"""

from __future__ import annotations

import io
import logging
import re
import shlex
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from django.conf import settings

from renfang.acts import Incomplete, Refused

logger = logging.getLogger(__name__)
_SCAN_SECONDS: Final = 60
_INFECTED: Final = 1
# PDF 1.7 (ISO 32000-1) 7.3.5: a name may write any of its letters as #xx.
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTS: Final = re.compile(
    rb"/(JavaScript|JS|Launch|RichMedia|SubmitForm|ImportData)(?=[\s/<>\[\]()%]|$)"
)
_STREAM: Final = re.compile(rb"/ObjStm\b[^>]*>>\s*stream\r?\n", re.DOTALL)
_LARGEST_STREAM: Final = 8 * 1024 * 1024
_MACROS: Final = re.compile(r"(^|/)(vbaProject\.bin|activeX/|macrosheets/)", re.IGNORECASE)


def refuse_active(name: str, content: bytes, suffix: str) -> None:
    """Raise Incomplete on ``file`` for a document that runs something when it is opened."""
    if suffix == "pdf":
        _refuse_active_pdf(name, content)
    elif suffix in ("docx", "xlsx"):
        _refuse_macros(name, content)


def _refuse_active_pdf(name: str, content: bytes) -> None:
    if re.search(rb"/Encrypt(?=[\s/<\[(])", content):
        raise Incomplete(
            f"“{name}”有密码或者加密，不能检查内容。去掉密码后另存，再上传", field="file"
        )
    for part in (content, *_object_streams(content)):
        if _ACTS.search(_ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), part)):
            raise Incomplete(
                f"“{name}”含有脚本或者自动执行的动作，不能上传。用“打印为 PDF”重新生成一份，再上传",
                field="file",
            )


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Compressed objects (7.5.7), unpacked up to a limit: scripts hide there as well."""
    for match in _STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[match.end() :], _LARGEST_STREAM)
        except zlib.error:
            continue


def _refuse_macros(name: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.namelist()
    if any(_MACROS.search(member) for member in members):
        raise Incomplete(
            f"“{name}”含有宏，不能上传。另存为不含宏的文档或者 PDF 后上传", field="file"
        )


def scan_for_viruses(name: str, content: bytes) -> None:
    """Ask the command of RENFANG_VIRUS_SCANNER, which reads the file from its standard input.

    0 is clean, 1 infected, all else an error (as clamdscan has it); an error keeps the file out.
    Without a command nothing is asked. Raises Incomplete on ``file``, or Refused.
    """
    if not settings.VIRUS_SCANNER:
        return
    try:
        done = subprocess.run(
            shlex.split(settings.VIRUS_SCANNER),
            input=content,
            capture_output=True,
            timeout=_SCAN_SECONDS,
            check=False,
        )
        code = done.returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.warning("The virus scanner did not answer: %s", error)
        code = -1
    if code == _INFECTED:
        logger.warning("The virus scanner refused an upload: %r", name)
        raise Incomplete(
            f"“{name}”没有通过病毒检查，未保存。由提交人清除病毒后重新提供", field="file"
        )
    if code != 0:
        raise Refused(f"病毒检查没有完成，“{name}”未保存。稍后重新上传；仍不行的联系系统管理员")
