"""A reason, one of the user's offices, a person in the post."""

from __future__ import annotations

from django import forms

from renfang.organisations.models import Organisation
from renfang.organisations.permissions import Role
from renfang.organisations.staff import staff_with
from renfang.pages.fields import OfficeField, PersonField
from renfang.pages.forms import AtAnOffice, ReasonForm, VersionedReasonForm
from tests.builders.office import Office


class Handover(AtAnOffice, forms.Form):
    organisation = OfficeField(label="主管机构", empty_label=None)
    handler = PersonField("handle_application", label="接办人")


def test_reason_is_asked_for_by_its_name() -> None:
    form = ReasonForm({"reason": " "}, label="更正原因")
    assert form.errors["reason"] == ["写明更正原因，至少 5 个字"]
    assert ReasonForm({"reason": "成绩登错一行"}).is_valid()


def test_version_comes_back_with_the_reason_where_the_page_showed_one() -> None:
    form = VersionedReasonForm({"reason": "改期举行演练", "version": "3"})
    assert form.is_valid()
    assert form.cleaned_data == {"reason": "改期举行演练", "version": 3}
    assert 'type="hidden"' in str(form["version"])


def test_only_the_offices_and_people_offered_can_be_chosen(office: Office) -> None:
    east = Organisation.objects.filter(pk=office.east.pk)
    clerk, foreign = office.who(Role.CLERK), office.who(Role.CLERK, office.west)
    finance = office.who(Role.FINANCE)

    def chosen(organisation: int, handler: object) -> Handover:
        form = Handover({"organisation": organisation, "handler": handler}, organisations=east)
        form.fields["handler"].offer([office.east.pk])
        return form

    form = chosen(office.east.pk, clerk.pk)
    assert form.is_valid()
    assert form.cleaned_data["handler"] == clerk
    assert form.rest() == {"handler": clerk}
    assert clerk.full_name in str(form["handler"])
    for person in (foreign.pk, finance.pk, "9" * 30, "甲"):
        assert list(chosen(office.east.pk, person).errors) == ["handler"]
    assert list(chosen(office.west.pk, clerk.pk).errors) == ["organisation"]


def test_who_left_is_no_longer_offered(office: Office) -> None:
    clerk = office.who(Role.CLERK)
    assert clerk in staff_with("handle_application", [office.east.pk])
    clerk.is_active = False
    clerk.save()
    assert clerk not in staff_with("handle_application", [office.east.pk])
