"""The keys that sign seals: files in ``RENFANG_SEAL_DIR``, outside of the database and its backups.

The first seal makes one. Each key is a file ``ALGORITHM-FINGERPRINT.key``, readable by its owner
alone, and beside it one with the ending ``.pub`` that only verifies: that one goes to the machine
on which backups are verified. Old keys stay, for what they sealed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from renfang.algorithms import KeyPair, new_key
from renfang.files import written_whole


def folder() -> Path:
    """Where keys and the list of seals lie."""
    return Path(settings.SEAL_DIR)


def name_of(key: KeyPair) -> str:
    """How seals name a key."""
    return f"{key.algorithm}-{key.fingerprint}"


def signing_key(*, may_make: bool) -> KeyPair:
    """The newest key of the office's algorithm; made where there is none yet.

    Raises OSError where the folder cannot be read or written, ValueError where no key is there at
    all although there should be: a new one would hide that the old one was lost.
    """
    found = sorted(
        folder().glob(f"{settings.SIGNATURE}-*.key"), key=lambda path: path.stat().st_mtime
    )
    if found:
        return _read(found[-1])
    if not may_make and not any(folder().glob("*.key")):
        raise ValueError(
            f"已有封存，而 {folder()} 中没有封存密钥。找回原来的密钥；不能找回的，"
            "写明原因执行 seal --from-start 从头封存"
        )
    key = new_key(settings.SIGNATURE)
    for ending, private, mode in ((".key", key.private, 0o600), (".pub", b"", 0o644)):
        text = f"{key.algorithm} {key.public.hex()} {private.hex()}".strip() + "\n"
        with written_whole(folder() / f"{name_of(key)}{ending}", mode=mode) as file:
            file.write(text.encode("ascii"))
    folder().chmod(0o700)
    return key


def trusted_keys() -> dict[str, KeyPair]:
    """Every key whose seals are believed, by name, without its private half."""
    return {name_of(key): KeyPair(key.algorithm, key.public) for key in _all()}


def _all() -> Iterator[KeyPair]:
    for path in sorted(folder().glob("*.pub")) + sorted(folder().glob("*.key")):
        # Another system user, such as that of the server, may not read the private half.
        if os.access(path, os.R_OK):
            yield _read(path)


def _read(path: Path) -> KeyPair:
    """Raises OSError for a file that is no key."""
    try:
        algorithm, public, *private = path.read_text("ascii").split()
        return KeyPair(algorithm, bytes.fromhex(public), bytes.fromhex("".join(private)))
    except ValueError as error:
        raise OSError(f"{path} is no key") from error
