"""The office's own virus scanner, where it has one."""

from __future__ import annotations

import logging
import shlex
import subprocess
from typing import Final

from django.conf import settings

from renfang.acts import Incomplete, Refused, require_no_act

logger = logging.getLogger(__name__)
_SCAN_SECONDS: Final = 60
_INFECTED: Final = 1


def scan_for_viruses(name: str, content: bytes) -> None:
    """Ask the command of RENFANG_VIRUS_SCANNER, which reads the file from its standard input.

    0 is clean, 1 infected, all else an error (as clamdscan has it); an error keeps the file out.
    Without a command nothing is asked. Raises Incomplete on ``file``, or Refused.
    """
    require_no_act("asking the virus scanner")
    if not settings.VIRUS_SCANNER:
        return
    try:
        done = subprocess.run(
            shlex.split(settings.VIRUS_SCANNER),
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
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
