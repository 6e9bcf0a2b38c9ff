"""A shelter that an approval has just made, to test its life with."""

from datetime import date

from engineering.approvals.acts.decision import decide_application, review_application
from engineering.models import Shelter
from renfang.organisations.permissions import Role
from tests.builders.applications import accepted
from tests.builders.office import Office


def granted_shelter(office: Office, number: int = 1) -> Shelter:
    """850.00 ㎡ approved on 2024-04-10 in the east district."""
    application = accepted(
        office,
        code=f"2404-620102-04-01-00000{number}",
        name=f"锦绣家园{number}期",
    )
    review_application(
        application.pk,
        opinion="核算无误，同意",
        on=date(2024, 4, 8),
        by=office.who(Role.REVIEWER),
    )
    decide_application(
        application.pk, grant=True, opinion="同意", on=date(2024, 4, 10), by=office.who(Role.HEAD)
    )
    return Shelter.objects.get(approval=application)
