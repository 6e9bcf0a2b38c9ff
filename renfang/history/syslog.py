"""The record's lines to a log server, as RFC 5424 writes them, by the standard library's handler.

    udp://10.0.0.9:514      one datagram each, acknowledged by nobody (RFC 5426)
    tcp://10.0.0.9:601      each with its length before it (RFC 6587, octet counting)
    unix:///dev/log         to the machine's own daemon, which may pass it on encrypted

A log server that is away holds nobody up: what cannot be sent within two seconds is dropped, said
in the server's own log, and for half a minute no other is tried. The record itself is in the
database; the copy is for whoever must not be able to change it.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import time
from datetime import UTC, datetime
from logging.handlers import SYSLOG_TCP_PORT, SYSLOG_UDP_PORT, SysLogHandler
from urllib.parse import urlsplit

# Seconds that a page waits for the log server, and for which it is then left alone.
_PATIENCE = 2
_LEFT_ALONE = 30
# Bytes that one datagram takes; a longer line is cut (docs/deployment.md advises TCP).
_DATAGRAM = 60_000

faults = logging.getLogger(__name__)


class Line(logging.Formatter):
    """Header of RFC 5424 without structured data, then the JSON in UTF-8."""

    def __init__(self) -> None:
        super().__init__()
        self._host = re.sub(r"[^!-~]", "-", socket.gethostname())[:255] or "-"

    def format(self, record: logging.LogRecord) -> str:
        """``1 2026-11-30T02:03:04.000005Z host renfang 4711 record - {…}``."""
        moment = datetime.fromtimestamp(record.created, UTC)
        stamp = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return f"1 {stamp} {self._host} renfang {os.getpid()} record - {record.getMessage()}"


class Syslog(SysLogHandler):
    """Sends each line to ``address``; facility local0, severity informational."""

    append_nul = False

    def __init__(self, address: str) -> None:
        self._quiet_until, self._dropped = 0.0, 0
        target, kind = _target(address)
        self._is_stream = kind is socket.SOCK_STREAM
        super().__init__(target, facility=SysLogHandler.LOG_LOCAL0, socktype=kind)
        self.setFormatter(Line())

    def createSocket(self) -> None:  # noqa: N802 - the standard library's name
        """Connect when there is something to send, so that a server begins without a log server."""

    def emit(self, record: logging.LogRecord) -> None:
        """Send the line, once more over a new connection where the old one was lost."""
        if time.monotonic() < self._quiet_until:
            self._dropped += 1
            return
        line = f"<{self._priority}>{self.format(record)}".encode("utf-8", "replace")
        if not self._is_stream:
            line = line[:_DATAGRAM]
        try:
            try:
                self._send(line)
            except OSError:
                self._disconnect()
                self._send(line)
        except OSError as error:
            self._disconnect()
            self._dropped += 1
            self._quiet_until = time.monotonic() + _LEFT_ALONE
            faults.error("the log server was not reached, lines are not sent: %s", error)
            return
        if self._dropped:
            faults.warning("the log server is reached again; %s lines were not sent", self._dropped)
            self._dropped = 0

    @property
    def _priority(self) -> int:
        return self.encodePriority(self.facility, "info")

    def _send(self, line: bytes) -> None:
        if self.socket is None:
            self.socket = self._connected()
        self.socket.sendall(b"%d %s" % (len(line), line) if self._is_stream else line)

    def _connected(self) -> socket.socket:
        if isinstance(self.address, str):
            found = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            found.settimeout(_PATIENCE)
            found.connect(self.address)
            return found
        if self._is_stream:
            return socket.create_connection(self.address, timeout=_PATIENCE)
        family, kind, protocol, _, place = socket.getaddrinfo(*self.address, 0, self.socktype)[0]
        found = socket.socket(family, kind, protocol)
        found.settimeout(_PATIENCE)
        found.connect(place)
        return found

    def _disconnect(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def _target(address: str) -> tuple[str | tuple[str, int], socket.SocketKind]:
    """What the handler connects to. Raises ValueError for what is no address of a log server."""
    parts = urlsplit(address)
    if parts.scheme == "unix" and parts.path:
        return parts.path, socket.SOCK_DGRAM
    if parts.scheme == "udp" and parts.hostname:
        return (parts.hostname, parts.port or SYSLOG_UDP_PORT), socket.SOCK_DGRAM
    if parts.scheme == "tcp" and parts.hostname:
        return (parts.hostname, parts.port or SYSLOG_TCP_PORT), socket.SOCK_STREAM
    raise ValueError(
        f"RENFANG_SYSLOG: {address!r} is none of udp://host:514, tcp://host:601, unix:///dev/log"
    )
