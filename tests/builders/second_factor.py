"""A person with an authenticator app, and what the app shows; a security key in software."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from django_otp.oath import TOTP
from webauthn.helpers import bytes_to_base64url

from renfang.administration.acts.second_factor import enrol_app
from renfang.organisations.models import SecondFactor, User
from renfang.organisations.second_factor import STEP, new_key, unseal


def code_at(key: str, moment: datetime) -> str:
    """The code that an authenticator app shows at the moment."""
    clock = TOTP(base64.b32decode(key), step=STEP)
    clock.time = moment.timestamp()
    return f"{clock.token():06d}"


def enrolled(user: User) -> list[str]:
    """Give the user an app; its recovery codes. The next code that counts is of ``code_of``."""
    key = new_key()
    return enrol_app(key, code_at(key, timezone.now() - timedelta(seconds=STEP)), by=user)


def code_of(user: User, *, steps: int = 0) -> str:
    """What the user's app shows now, or so many steps of thirty seconds later."""
    key = unseal(SecondFactor.objects.get(user=user).key)
    return code_at(key, timezone.now() + timedelta(seconds=STEP * steps))


class Authenticator:
    """A security key in software: makes one key pair for a site and proves it, as a browser says.

    ``verifies`` is whether it asked its owner for finger or PIN.
    """

    def __init__(self, host: str, *, verifies: bool = True) -> None:
        self.host, self.verifies, self.count = host, verifies, 0
        self.identity = secrets.token_bytes(32)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def made(self, challenge: str, origin: str) -> str:
        """The answer (JSON) to a page that asks for a new key."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1}
        public |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        named = bytes(16) + len(self.identity).to_bytes(2, "big") + self.identity
        data = self._data(0x41) + named + cbor2.dumps(public)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._said(
            clientDataJSON=_client("webauthn.create", challenge, origin), attestationObject=attested
        )

    def proved(self, challenge: str, origin: str) -> str:
        """The answer (JSON) to a page that asks to prove the key."""
        self.count += 1
        client, data = _client("webauthn.get", challenge, origin), self._data(0x01)
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _data(self, flags: int) -> bytes:
        flags |= 0x04 if self.verifies else 0
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, **response: bytes) -> str:
        told = {name: bytes_to_base64url(value) for name, value in response.items()}
        named = bytes_to_base64url(self.identity)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": told})


def _client(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()
