"""通行密钥: added by their owner, proved at the second step of a login, taken away again.

The protocol is py_webauthn's (W3C WebAuthn Level 2), loaded where it is needed. Every challenge is
asked once: the caller takes it out of the session before an answer is looked at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from renfang.acts import Incomplete, NotFound, act
from renfang.administration.acts.second_factor import (
    PASSKEY,
    end_what_was,
    forget_codes,
    note_passed,
)
from renfang.history.record import record
from renfang.organisations.models import Passkey, SecondFactor, User
from renfang.organisations.second_factor import (
    ISSUER,
    Drafts,
    has_factor,
    new_recovery_codes,
    recovery_codes_left,
)

# As many as a person has devices; a list without end would be nobody's to look after.
MOST = 10


@dataclass(frozen=True)
class Site:
    """Where the browser says it is: the host that keys are bound to, and the whole origin."""

    host: str
    origin: str


def asked_to_add(user: User, site: Site) -> tuple[str, str]:
    """The options (JSON) with which the browser makes a key, and the challenge (base64url)."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=ISSUER,
        user_id=f"renfang-{user.pk}".encode(),
        user_name=user.username,
        user_display_name=user.full_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=_bytes(row.credential)) for row in user.passkeys.all()
        ],
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def asked_to_prove(user: User, site: Site) -> tuple[str, str]:
    """The options (JSON) with which the browser proves a key of this host, and the challenge."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import (
        PublicKeyCredentialDescriptor,
        UserVerificationRequirement,
    )

    options = generate_authentication_options(
        rp_id=site.host,
        allow_credentials=[
            PublicKeyCredentialDescriptor(id=_bytes(row.credential))
            for row in user.passkeys.filter(host=site.host)
        ],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def _bytes(text: str) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    return base64url_to_bytes(text)


@act
def add_passkey(
    name: str,
    answer: str,
    challenge: str,
    site: Site,
    *,
    by: User,
    here: str = "",
    drafts: Drafts = (),
) -> list[str]:
    """添加通行密钥: what the browser answered to the challenge; the form has proved who asks.

    Gives the ten recovery codes where the person had no second factor before, else nothing. All
    sessions end but that of the key ``here``, and a request to lift with them. Raises
    Incomplete for an answer to another challenge, of another site, or of a key that is known.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    factor, _ = SecondFactor.objects.get_or_create(user=person)
    if person.passkeys.count() >= MOST:
        raise Incomplete(f"通行密钥最多 {MOST} 个，先删除不用的", field="name")
    is_first = not has_factor(person)
    _keep_once(_made(answer, challenge, site, Passkey(user=person, name=name, host=site.host)))
    if is_first:
        factor.enrolled_at = timezone.now()
        factor.save(update_fields=["enrolled_at"])
    record(by, "添加通行密钥", person, after={"名称": name, "使用地址": site.host})
    end_what_was(person, here, by=by)
    return new_recovery_codes(person, drafts) if is_first else []


def _made(answer: str, challenge: str, site: Site, row: Passkey) -> Passkey:
    """The row filled with the key that the browser made; raises Incomplete where it made none."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    made = _verified(
        verify_registration_response,
        credential=answer,
        expected_challenge=_bytes(challenge),
        expected_rp_id=site.host,
        expected_origin=site.origin,
        require_user_verification=True,
    )
    credential = bytes_to_base64url(made.credential_id) if made else ""
    if made is None or len(credential) > Passkey._meta.get_field("credential").max_length:
        raise Incomplete("通行密钥没有添加成功，重新添加一次", field="answer")
    if Passkey.objects.filter(credential=credential).exists():
        raise Incomplete("这个通行密钥已经添加过", field="answer")
    row.credential, row.sign_count = credential, made.sign_count
    row.public_key = bytes_to_base64url(made.credential_public_key)
    return row


def _keep_once(row: Passkey) -> None:
    """Insert it; two forms that bring one key at once are one too many."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Incomplete("这个通行密钥已经添加过", field="answer") from error


def _verified(verify: Any, **what: Any) -> Any:
    """What the library verified; None where it, or the reading of the answer, refused."""
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify(**what)
    # What is sent is anything at all: cut CBOR, wrong base 64 and keys of wrong curves raise
    # ValueError and its like out of the libraries below.
    except (WebAuthnException, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


@act
def try_passkey(
    answer: str, challenge: str, site: Site, *, by: User, purpose: str = "登录"
) -> bool:
    """验证: whether the answer proves a key of the person. A wrong one is on record.

    Nobody guesses a signature: wrong codes of an app do not stop it, and it stops no codes.
    """
    from webauthn import verify_authentication_response

    person = User.objects.select_for_update().get(pk=by.pk)
    factor, _ = SecondFactor.objects.get_or_create(user=person)
    row = person.passkeys.filter(credential=_named(answer), host=site.host).first()
    proved = row and _verified(
        verify_authentication_response,
        credential=answer,
        expected_challenge=_bytes(challenge),
        expected_rp_id=site.host,
        expected_origin=site.origin,
        credential_public_key=_bytes(row.public_key),
        credential_current_sign_count=row.sign_count,
        require_user_verification=True,
    )
    if not proved:
        record(by, "两步验证未通过", person, after={"用于": purpose, "方式": PASSKEY})
        return False
    row.sign_count, row.used_at = proved.new_sign_count, timezone.now()
    row.save(update_fields=["sign_count", "used_at"])
    note_passed(factor, PASSKEY, recovery_codes_left(person), by=by, purpose=purpose)
    return True


def _named(answer: str) -> str:
    """Which key the answer says it is of."""
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return ""
    named = told.get("id") if isinstance(told, dict) else ""
    return named if isinstance(named, str) and "\x00" not in named else ""


@act
def remove_passkey(passkey_id: int, *, by: User) -> Passkey:
    """删除通行密钥, by its owner. The form has proved password and code."""
    person = User.objects.select_for_update().get(pk=by.pk)
    row = person.passkeys.filter(pk=passkey_id).first()
    if row is None:
        raise NotFound("通行密钥")
    row.delete()
    record(by, "删除通行密钥", person, before={"名称": row.name, "使用地址": row.host})
    forget_codes(person)
    return row
