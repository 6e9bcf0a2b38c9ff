"""The signing key of an installation that sets none: made once, kept beside its data."""

import os
import secrets
from pathlib import Path


def read_or_create_secret_key(folder: Path) -> str:
    """Return the key kept in ``folder/secret.key``, creating it readable by its owner alone."""
    path = folder / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
