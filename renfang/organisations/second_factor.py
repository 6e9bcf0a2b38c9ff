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
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django_otp.oath import TOTP

from renfang.organisations.models import FactorRequest, Passkey, RecoveryCode, SecondFactor, User
from renfang.organisations.models.posts import AskedQuerySet
from renfang.organisations.permissions import Role
from renfang.organisations.scope import Scope

_TABLE = Path(__file__).with_name("second_factor_posts.toml")
# Of the posts of the table; of whoever has an account; of whoever likes.
ENFORCEMENTS = ("required", "everybody", "offered")
# Name that the authenticator app shows.
ISSUER = "人防工程系统"
STEP = 30
_DRIFT = 1
# Wrong codes of one person since the last right one, from whatever addresses: after each FAILURES
# none is looked at for PAUSE, after STOPPED none of the app until something else lets him in.
FAILURES = 10
PAUSE = timedelta(hours=1)
STOPPED = 30
_MOST = 30_000  # what the column counts to
# How long a request to lift a second factor may be confirmed.
LIFTING_TERM = timedelta(days=7)
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


def app_of(user: User) -> SecondFactor | None:
    """The authenticator app that the user has set up; None where he has none."""
    return SecondFactor.objects.filter(user=user).exclude(key="").first()


def has_factor(user: User) -> bool:
    """Whether a password alone no longer lets the user in."""
    app = SecondFactor.objects.filter(user=user).exclude(key="").values("user_id")
    return app.union(Passkey.objects.filter(user=user).values("user_id")).exists()


def waiting_liftings() -> AskedQuerySet:
    """The requests to lift a second factor that may still be confirmed."""
    return FactorRequest.objects.waiting().filter(asked_at__gt=timezone.now() - LIFTING_TERM)


def ways_of(user: User) -> list[str]:
    """What the user has set up, in words; nothing where a password alone lets him in."""
    found = []
    if app_of(user) is not None:
        found.append("动态验证码")
    if count := user.passkeys.count():
        found.append(f"通行密钥 {count} 个")
    return found


def is_required(posts: list[str]) -> bool:
    """Whether whoever holds the posts comes in by two steps, as this installation is set."""
    if settings.SECOND_FACTOR == "everybody":
        return True
    return settings.SECOND_FACTOR == "required" and bool(requiring(posts))


def must_enrol(user: User, scope: Scope) -> bool:
    """Whether the user comes in by two steps, and has not set up the second."""
    return is_required(scope.posts) and not has_factor(user)


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


# --- recovery codes -------------------------------------------------------------------------------


Drafts = Sequence[tuple[str, str]]


def draft_codes() -> Drafts:
    """Ten codes and their hashes, which take their time: made before anything is locked."""
    bodies = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [(body, make_password(body)) for body in bodies]


def new_recovery_codes(user: User, drafts: Drafts = ()) -> list[str]:
    """Ten codes in place of all before; they are given here once and kept as hashes."""
    user.recovery_codes.all().delete()
    made = drafts or draft_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, number=number, code=code)
        for number, (_, code) in enumerate(made, 1)
    )
    return [f"{number:02d}-{body[:5]}-{body[5:]}" for number, (body, _) in enumerate(made, 1)]


def plain(typed: str) -> str:
    """What was typed, in the letters of a code: no spaces, no full width, no capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).lower()


def recovery_code_of(user: User, code: str) -> RecoveryCode | None:
    """The unused recovery code of the user that the plain text is; None where it is none.

    Comparing takes its time: ask before anything is locked, and ``spend`` it then.
    """
    if not (found := _RECOVERY.match(code)):
        return None
    row = user.recovery_codes.filter(number=int(found[1]), used_at__isnull=True).first()
    return row if row is not None and check_password(found[2] + found[3], row.code) else None


def spend(code: RecoveryCode) -> bool:
    """Use it up; False where it was used, or replaced, since it was compared."""
    same = RecoveryCode.objects.filter(pk=code.pk, code=code.code, used_at__isnull=True)
    return bool(same.update(used_at=timezone.now()))


def recovery_codes_left(user: User) -> int:
    """How many recovery codes the user has not used."""
    return user.recovery_codes.filter(used_at__isnull=True).count()


# --- wrong codes ----------------------------------------------------------------------------------


def pause_ends(factor: SecondFactor) -> datetime | None:
    """When codes of the person are looked at again; None where they are."""
    if factor.failing_since is None or not factor.failures or factor.failures % FAILURES:
        return None
    ends = factor.failing_since + PAUSE
    return ends if ends > timezone.now() else None


def is_app_stopped(factor: SecondFactor) -> bool:
    """Whether so many codes were wrong, over days perhaps, that the app opens nothing any more."""
    return factor.failures >= STOPPED


def looks_like_recovery(code: str) -> bool:
    """Whether the plain text has the form of a recovery code."""
    return bool(_RECOVERY.match(code))


def count_failure(factor: SecondFactor) -> None:
    """Note a wrong code, and when; only a right answer, or a lifting, forgets them."""
    factor.failures, factor.failing_since = min(factor.failures + 1, _MOST), timezone.now()
    factor.save(update_fields=["failures", "failing_since"])
