"""The algorithms of proof: digests and signatures, of which the office sets one of each.

``RENFANG_DIGEST`` is sha256 or sm3, ``RENFANG_SIGNATURE`` ed25519 or sm2;
商用密码应用安全性评估 asks for SM2 and SM3 (GB/T 32918, GB/T 32905).
What is stored names the algorithm that made it, so rows of before a change of the setting are
proven as before. Both digests fit into the same 64 characters: SHA-256 stands in 64 hexadecimal
digits, others as ``sm3:`` and 43 characters of URL-safe Base64. The history, the ledger, papers,
uploads and seals take their digests from here alone.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from django.conf import settings

SHA256: Final = "sha256"
SM3: Final = "sm3"
DIGESTS: Final = (SHA256, SM3)
ED25519: Final = "ed25519"
SM2: Final = "sm2"
SIGNATURES: Final = (ED25519, SM2)
# The identity that GM/T 0009 gives a signer who has none of his own.
_SM2_IDENTITY: Final = b"1234567812345678"


class Running:
    """A digest that takes its content piece by piece."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._hash = hashlib.new(algorithm)

    def add(self, content: bytes) -> None:
        """Take the next piece."""
        self._hash.update(content)

    def value(self) -> str:
        """The digest so far, as it is stored."""
        if self._algorithm == SHA256:
            return self._hash.hexdigest()
        text = urlsafe_b64encode(self._hash.digest()).decode("ascii").rstrip("=")
        return f"{self._algorithm}:{text}"


def digest(content: bytes | str, algorithm: str = "") -> str:
    """The digest of ``content`` as it is stored, by ``algorithm`` or by the office's own."""
    running = Running(algorithm or settings.DIGEST)
    running.add(content.encode() if isinstance(content, str) else content)
    return running.value()


def algorithm_of(stored: str) -> str:
    """Which algorithm made a stored digest; the office's own for an empty text.

    A text that no algorithm of ours makes is taken for SHA-256, and so matches nothing.
    """
    if not stored:
        return str(settings.DIGEST)
    name = stored.partition(":")[0]
    return name if name in DIGESTS and ":" in stored else SHA256


def digest_like(stored: str, content: bytes | str) -> str:
    """The digest of ``content`` by the algorithm that made ``stored``; by the office's for none."""
    return digest(content, algorithm_of(stored))


def matches(content: bytes | str, stored: str) -> bool:
    """Whether ``stored`` is the digest of ``content``, by whichever algorithm made it."""
    return hmac.compare_digest(digest_like(stored, content), stored)


def every_digest(content: bytes) -> list[str]:
    """The digests of ``content`` by every algorithm: under which of them it may be on record."""
    return [digest(content, algorithm) for algorithm in DIGESTS]


def unsupported() -> list[str]:
    """What the settings name and this machine cannot do, in Chinese; nothing where all is well."""
    found = []
    if settings.DIGEST not in DIGESTS:
        found.append(f"RENFANG_DIGEST 只能是 {' 或 '.join(DIGESTS)}，现在是 {settings.DIGEST}")
    elif settings.DIGEST not in hashlib.algorithms_available:
        found.append(f"本机的 OpenSSL 不提供 {settings.DIGEST}，不能用作 RENFANG_DIGEST")
    if settings.SIGNATURE not in SIGNATURES:
        names = " 或 ".join(SIGNATURES)
        found.append(f"RENFANG_SIGNATURE 只能是 {names}，现在是 {settings.SIGNATURE}")
    return found


@dataclass(frozen=True)
class KeyPair:
    """A key of one signature algorithm, raw bytes; ``private`` is empty where one only verifies."""

    algorithm: str
    public: bytes
    private: bytes = b""

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits by which seals name the key."""
        return hashlib.sha256(self.algorithm.encode() + self.public).hexdigest()[:16]


def new_key(algorithm: str) -> KeyPair:
    """A new key. Raises ValueError for an algorithm that is none of ours."""
    if algorithm == ED25519:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.generate()
        return KeyPair(algorithm, key.public_key().public_bytes_raw(), key.private_bytes_raw())
    if algorithm == SM2:
        import gmalg

        private = gmalg.SM2().generate_keypair()
        return KeyPair(algorithm, private[1], private[0])
    raise ValueError(f"no signature algorithm {algorithm}")


def sign(key: KeyPair, content: bytes) -> str:
    """The signature of ``content``, in hexadecimal."""
    if key.algorithm == ED25519:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(key.private).sign(content).hex()
    import gmalg

    r, s = gmalg.SM2(key.private, _SM2_IDENTITY, key.public).sign(content)
    return (r + s).hex()


def is_signed(key: KeyPair, content: bytes, signature: str) -> bool:
    """Whether ``signature`` was made over ``content`` with the private half of ``key``."""
    try:
        given = bytes.fromhex(signature)
    except ValueError:
        return False
    return (
        _is_ed25519(key, content, given)
        if key.algorithm == ED25519
        else _is_sm2(key, content, given)
    )


def _is_ed25519(key: KeyPair, content: bytes, given: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(given, content)
    except InvalidSignature:
        return False
    return True


def _is_sm2(key: KeyPair, content: bytes, given: bytes) -> bool:
    import gmalg

    if len(given) != 64:
        return False
    return bool(gmalg.SM2(uid=_SM2_IDENTITY, pk=key.public).verify(content, given[:32], given[32:]))
