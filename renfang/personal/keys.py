"""The keys of personal numbers: a file outside of the database, the newest key first.

Each line of the file is one key of 32 random bytes. From it two are derived (HKDF, RFC 5869): one
that encrypts (AES-256-GCM), one that makes the blind index (HMAC-SHA-256). The first key writes,
all of them read: old rows and old backups stay readable while and after a key is replaced.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from renfang.acts import Unavailable
from renfang.files import written_whole

_BYTES: Final = 32
_NONCE: Final = 12
NAME_LETTERS: Final = 8


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
        _create(path())
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


def _create(where: Path) -> None:
    """The first key, readable by its owner alone; whoever comes second takes that of the first."""
    where.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_line(secrets.token_bytes(_BYTES)))
        file.flush()
        os.fsync(file.fileno())


def _line(master: bytes) -> str:
    return base64.urlsafe_b64encode(master).decode() + "\n"


def add_key() -> Key:
    """A new key that writes from now on, before those that are there."""
    new = Key.of(secrets.token_bytes(_BYTES))
    _keep([new, *ring().keys])
    return new


def forget_key(name: str) -> None:
    """Take a key out of the file. The caller made sure that nothing needs it any more."""
    _keep([key for key in ring().keys if key.name != name])


def _keep(keys: Sequence[Key]) -> None:
    with written_whole(path(), mode=0o600) as file:
        file.write("".join(_line(key.master) for key in keys).encode())


def seal(whole: str, context: str) -> str:
    """A text encrypted: the key's name, a point, nonce and cipher text. Nothing stays nothing.

    ``context`` (the kind of the number) has to be the same for ``unseal``.
    """
    if not whole:
        return ""
    key, nonce = ring().active, secrets.token_bytes(_NONCE)
    content = nonce + key.cipher.encrypt(nonce, whole.encode(), context.encode())
    return f"{key.name}.{base64.urlsafe_b64encode(content).decode()}"


def key_name_of(stored: str) -> str:
    """The name of the key under which a stored text is; nothing where it is not encrypted."""
    name, point, _ = stored.partition(".")
    is_name = len(name) == NAME_LETTERS and all(letter in "0123456789abcdef" for letter in name)
    return name if point and is_name else ""


def unseal(stored: str, context: str) -> str:
    """What ``seal`` was given. Raises KeyMissing; a text that is not encrypted is itself."""
    name = key_name_of(stored)
    if not name:
        return stored
    key = _known().named(name) or ring().named(name)
    if key is None:
        raise KeyMissing(f"缺少个人信息密钥 {name}。从单独保管的副本恢复密钥文件后再试")
    content = base64.urlsafe_b64decode(stored[NAME_LETTERS + 1 :])
    try:
        return key.cipher.decrypt(content[:_NONCE], content[_NONCE:], context.encode()).decode()
    except InvalidTag as error:
        raise KeyMissing("加密保存的个人信息已损坏，无法解密。联系系统管理员从备份核对") from error


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
