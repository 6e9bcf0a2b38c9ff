"""两步验证: which posts need it, what a right code is, and how often one may be wrong.

Law: GB/T 22239-2019 clause 8.1.4.1 d) (two kinds of authentication, one of them cryptographic).
Codes of an authenticator app follow RFC 6238 (SHA-1, six digits, thirty seconds), one step early or
late, each once. The key is sealed with the secret key of the server, so that a copy of the database
alone gives no codes; recovery codes are kept as hashes, like passwords.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import tomllib
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django_otp.oath import TOTP

from renfang.organisations.models import Passkey, RecoveryCode, SecondFactor, User
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope

_TABLE = Path(__file__).with_name("second_factor_posts.toml")
ENFORCEMENTS = ("required", "offered")
# Name that the authenticator app shows.
ISSUER = "人防工程系统"
STEP = 30
_DRIFT = 1
# Wrong codes of one person, from whatever addresses, until none is looked at for the rest of PAUSE.
FAILURES = 10
PAUSE = timedelta(hours=1)
RECOVERY_CODES = 10
# Without what is mistaken for something else: read from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY = re.compile(r"^(\d{1,2})-?([a-z2-9]{5})-?([a-z2-9]{5})$")


@cache
def posts_requiring() -> frozenset[str]:
    """The posts (values of Role) of second_factor_posts.toml."""
    rows = tomllib.loads(_TABLE.read_text("utf-8"))["required"]
    return frozenset(Role(post) for row in rows for post in row["posts"])


def requiring(posts: list[str]) -> list[str]:
    """Those of the posts, as labels, that need a second factor."""
    return [Role(post).label for post in posts if post in posts_requiring()]


def has_factor(user: User) -> bool:
    """Whether a password alone no longer lets the user in."""
    return (
        SecondFactor.objects.filter(user=user).exclude(key="").exists()
        or Passkey.objects.filter(user=user).exists()
    )


def ways_of(user: User) -> list[str]:
    """What the user has set up, in words; nothing where a password alone lets him in."""
    found = []
    if SecondFactor.objects.filter(user=user).exclude(key="").exists():
        found.append("动态验证码")
    if count := user.passkeys.count():
        found.append(f"通行密钥 {count} 个")
    return found


def must_enrol(user: User, scope: Scope) -> bool:
    """Whether a post of today needs a second factor that the user has not set up."""
    if settings.SECOND_FACTOR != "required":
        return False
    return bool(requiring(scope.posts)) and not has_factor(user)


# --- the key of an authenticator app --------------------------------------------------------------


def new_key() -> str:
    """A random key of 160 bits in base 32, as authenticator apps take it by hand."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address_of_key(user: User, key: str) -> str:
    """What the QR code says to an authenticator app (otpauth://)."""
    label = quote(f"{ISSUER}:{user.username}", safe="")
    told = urlencode(
        {"secret": key, "issuer": ISSUER, "digits": 6, "period": STEP}, quote_via=quote
    )
    return f"otpauth://totp/{label}?{told}"


def seal(text: str) -> str:
    """The text, to be read again only with the secret key of the server."""
    return _boxes().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; nothing where the server has another secret key since."""
    try:
        return _boxes().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _boxes() -> MultiFernet:
    secrets_of_server = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(
            base64.urlsafe_b64encode(
                hashlib.sha256(b"renfang.second_factor:" + secret.encode()).digest()
            )
        )
        for secret in secrets_of_server
    )


def step_of(key: str, code: str, *, after: int = -1) -> int | None:
    """The time step whose code this is: now, one before or one after; later than ``after``.

    None for any other code, one that was used already (``after`` is the last step used) included.
    """
    if not key or not re.fullmatch(r"[0-9]{6}", code):
        return None
    clock = TOTP(base64.b32decode(key), step=STEP)
    clock.time = timezone.now().timestamp()
    if not clock.verify(int(code), tolerance=_DRIFT, min_t=after + 1):
        return None
    step: int = clock.t()
    return step


def code_at(key: str, moment: datetime) -> str:
    """The code that an authenticator app shows at the moment."""
    clock = TOTP(base64.b32decode(key), step=STEP)
    clock.time = moment.timestamp()
    return f"{clock.token():06d}"


# --- recovery codes -------------------------------------------------------------------------------


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes in place of all before; they are given here once and kept as hashes."""
    user.recovery_codes.all().delete()
    bodies = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, number=number, code=make_password(body))
        for number, body in enumerate(bodies, 1)
    )
    return [f"{number:02d}-{body[:5]}-{body[5:]}" for number, body in enumerate(bodies, 1)]


def plain(typed: str) -> str:
    """What was typed, in the letters of a code: no spaces, no full width, no capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).lower()


def spend_recovery_code(user: User, typed: str) -> bool:
    """Whether it is an unused recovery code of the locked user; it is used then."""
    if not (found := _RECOVERY.match(typed)):
        return False
    row = user.recovery_codes.filter(number=int(found[1]), used_at__isnull=True).first()
    if row is None or not check_password(found[2] + found[3], row.code):
        return False
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    return True


def recovery_codes_left(user: User) -> int:
    """How many recovery codes the user has not used."""
    return user.recovery_codes.filter(used_at__isnull=True).count()


# --- wrong codes ----------------------------------------------------------------------------------


def pause_ends(factor: SecondFactor) -> datetime | None:
    """When codes of the person are looked at again; None where they are."""
    if factor.failing_since is None or factor.failures < FAILURES:
        return None
    ends = factor.failing_since + PAUSE
    return ends if ends > timezone.now() else None


def count_failure(factor: SecondFactor) -> None:
    """Note a wrong code; the count begins anew an hour after its first."""
    now = timezone.now()
    if factor.failing_since is None or factor.failing_since + PAUSE <= now:
        factor.failures, factor.failing_since = 0, now
    factor.failures += 1
    factor.save(update_fields=["failures", "failing_since"])
