"""Rows as bytes."""

import pytest

from renfang.organisations.models import User
from renfang.organisations.permissions import Role
from renfang.personal.fields import Personal
from renfang.personal.rules import About
from renfang.proof.rows import columns_of, digest_of_rows, line

pytestmark = pytest.mark.django_db


def test_a_personal_number_is_digested_as_its_column_has_it(office):
    clerk = office.who(Role.CLERK)
    clerk.phone = "13900001234"
    clerk.save()
    rows = User.objects.filter(pk=clerk.pk)
    stored = rows.values_list("phone", flat=True)[0].stored
    assert stored in line([rows.values_list("phone", flat=True)[0]]).decode()
    assert b"139" not in line([Personal(About.PHONE, None, stored)])
    before = digest_of_rows(rows, columns_of(User), "sha256")
    assert digest_of_rows(rows, columns_of(User), "sha256") == before
    # The same mask, another number.
    rows.update(phone="13900001234".replace("0001", "0002"))
    assert digest_of_rows(rows, columns_of(User), "sha256") != before
