"""The keys of personal numbers: a file outside of the database, the newest key first.

Each line of the file is one key of 32 random bytes. From it two are derived (HKDF, RFC 5869): one
that encrypts (AES-256-GCM), one that makes the blind index (HMAC-SHA-256). The first key writes,
all of them read: old rows and old backups stay readable while and after a key is replaced.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.db import connection

from renfang.acts import Unavailable
from renfang.files import written_whole

_BYTES: Final = 32
_NONCE: Final = 12
NAME_LETTERS: Final = 8
# Before every encrypted text; no number begins so, however it was typed in former times.
PREFIX: Final = "$p1$"
_STORED: Final = re.compile(r"\$p1\$([0-9a-f]{8})\.([A-Za-z0-9_-]{38,}={0,2})")


class KeyMissing(Unavailable):
    """A number is encrypted under a key that the file does not have."""


@dataclass(frozen=True)
class Key:
    """One key. ``name`` is derived from it: a wrong key is never taken for the right one."""

    master: bytes = field(repr=False)
    name: str
    cipher: AESGCM = field(repr=False)
    index: bytes = field(repr=False)

    @classmethod
    def of(cls, master: bytes) -> Key:
        """The key of 32 bytes."""
        if len(master) != _BYTES:
            raise ValueError("a key of personal data has 32 bytes")
        name = hashlib.sha256(b"renfang personal key name" + master).hexdigest()[:NAME_LETTERS]
        return cls(master, name, AESGCM(_derived(master, b"encrypt")), _derived(master, b"index"))


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _BYTES, salt=None, info=b"renfang personal " + purpose).derive(master)


@dataclass(frozen=True)
class Ring:
    """The keys of an installation, that which writes first."""

    keys: Sequence[Key]

    @property
    def active(self) -> Key:
        """The key that writes."""
        return self.keys[0]

    def named(self, name: str) -> Key | None:
        """The key of this name, if there."""
        return next((key for key in self.keys if key.name == name), None)


@dataclass
class _Read:
    """The file as last read, and what it looked like then."""

    look: tuple[int, ...] = ()
    ring: Ring | None = None


_last = _Read()


def path() -> Path:
    """Where the keys lie."""
    return Path(settings.PERSONAL_KEYS)


def ring() -> Ring:
    """The keys as the file has them now; the first ever is made where there is no file.

    Asked at each writing, so that every process writes with a new key from the moment it is there.
    """
    try:
        state = path().stat()
    except FileNotFoundError:
        _make_first()
        state = path().stat()
    look = (state.st_mtime_ns, state.st_size, state.st_ino)
    if _last.ring is None or _last.look != look:
        _last.ring, _last.look = _parsed(path().read_text(encoding="ascii")), look
    return _last.ring


def _known() -> Ring:
    """The keys as last read: for reading, which asks again only for a key that it lacks."""
    return _last.ring or ring()


def _parsed(text: str) -> Ring:
    keys = [Key.of(base64.urlsafe_b64decode(line)) for line in text.split() if line]
    if not keys:
        raise KeyMissing(f"个人信息密钥文件 {path()} 是空的。从单独保管的副本恢复密钥文件")
    return Ring(keys)


def _make_first() -> None:
    """The first key, where nothing was ever encrypted.

    It stands there whole at once; whoever comes second takes that of the first. Where numbers are
    encrypted already the file is lost: another key would divide them from those of today. Raises
    KeyMissing then.
    """
    if _is_any_sealed():
        raise KeyMissing(
            f"缺少个人信息密钥文件 {path()}，而数据库中有加密的号码。"
            "从单独保管的副本恢复密钥文件后再试"
        )
    draft = path().with_name(f"{path().name}.{secrets.token_hex(4)}.part")
    with written_whole(draft, mode=0o600) as file:
        file.write(_line(secrets.token_bytes(_BYTES)).encode())
    try:
        os.link(draft, path())
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _is_any_sealed() -> bool:
    """Whether any row of the database has an encrypted number."""
    quoted, look = connection.ops.quote_name, connection.introspection
    with connection.cursor() as cursor:
        tables = set(look.table_names(cursor))
        for model in apps.get_models():
            table = model._meta.db_table
            # By its mark: the fields use this module.
            ours = [f.column for f in model._meta.fields if getattr(f, "is_sealed", False)]
            if not ours or table not in tables:
                continue
            there = {column.name for column in look.get_table_description(cursor, table)}
            for column in there.intersection(ours):
                cursor.execute(
                    f"SELECT 1 FROM {quoted(table)} "  # noqa: S608
                    f"WHERE {quoted(column)} LIKE %s LIMIT 1",
                    [f"{PREFIX}%"],
                )
                if cursor.fetchone():
                    return True
    return False


def _line(master: bytes) -> str:
    return base64.urlsafe_b64encode(master).decode() + "\n"


@contextmanager
def _alone() -> Iterator[Sequence[Key]]:
    """The keys as the file has them, which nobody else changes meanwhile."""
    ring()
    lock = path().with_name(f"{path().name}.lock")
    descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield _parsed(path().read_text(encoding="ascii")).keys
    finally:
        os.close(descriptor)


def add_key() -> Key:
    """A new key that writes from now on, before those that are there."""
    new = Key.of(secrets.token_bytes(_BYTES))
    with _alone() as keys:
        _keep([new, *keys])
    return new


def forget_key(name: str) -> None:
    """Take a key out of the file. The caller made sure that nothing needs it any more."""
    with _alone() as keys:
        _keep([key for key in keys if key.name != name])


def _keep(keys: Sequence[Key]) -> None:
    with written_whole(path(), mode=0o600) as file:
        file.write("".join(_line(key.master) for key in keys).encode())


def seal(whole: str, context: str) -> str:
    """A text encrypted: prefix, the key's name, a point, nonce and cipher text; of nothing nothing.

    ``context`` (the kind of the number) has to be the same for ``unseal``.
    """
    if not whole:
        return ""
    key, nonce = ring().active, secrets.token_bytes(_NONCE)
    content = nonce + key.cipher.encrypt(nonce, whole.encode(), context.encode())
    return f"{PREFIX}{key.name}.{base64.urlsafe_b64encode(content).decode()}"


def key_name_of(stored: str) -> str:
    """The name of the key under which a stored text is; nothing where it is not encrypted."""
    found = _STORED.fullmatch(stored)
    return found[1] if found else ""


def unseal(stored: str, context: str) -> str:
    """What ``seal`` was given. Raises KeyMissing; a text that is not encrypted is itself."""
    if not stored.startswith(PREFIX):
        return stored
    damaged = "加密保存的个人信息已损坏，无法解密。联系系统管理员从备份核对"
    if not (found := _STORED.fullmatch(stored)):
        raise KeyMissing(damaged)
    key = _known().named(found[1]) or ring().named(found[1])
    if key is None:
        raise KeyMissing(f"缺少个人信息密钥 {found[1]}。从单独保管的副本恢复密钥文件后再试")
    try:
        content = base64.urlsafe_b64decode(found[2])
        return key.cipher.decrypt(content[:_NONCE], content[_NONCE:], context.encode()).decode()
    except (InvalidTag, binascii.Error) as error:
        raise KeyMissing(damaged) from error


def index_of(whole: str, context: str) -> str:
    """The blind index of a text under the key that writes: 32 hexadecimal digits, or nothing."""
    return _indexed(ring().active, whole, context)


def indexes_of(whole: str, context: str) -> list[str]:
    """The blind indexes under every key: what a search for the text looks for."""
    return [_indexed(key, whole, context) for key in ring().keys]


def _indexed(key: Key, whole: str, context: str) -> str:
    if not whole:
        return ""
    return hmac.new(key.index, f"{context}:{whole}".encode(), hashlib.sha256).hexdigest()[:32]
