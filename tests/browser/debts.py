"""A process of its own that gives the demo city hundreds of debts: ``… FINANCE COUNT``.

Writes to standard output the tax bureau's return for them as CSV: nineteen lines of twenty pay
one debt exactly; of the others half pay a part, half are a stranger's.
"""

from __future__ import annotations

import os
import sys


def main(username: str, count: int) -> None:
    """Write the debts and say the statement."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renfang.settings")
    django.setup()
    from django.utils import timezone

    from fees.models import FeeAccount
    from renfang.organisations.models import User
    from tests.builders.many_debts import many_debts

    office = User.objects.get(username=username).organisation
    pattern = (
        FeeAccount.objects.relocation().owing().filter(organisation=office, last_sequence=1).first()
    )
    assert pattern is not None
    day = timezone.localdate().isoformat()
    lines = ["税票号码,入库日期,缴费人名称,项目代码,实缴金额"]
    for n, account in enumerate(many_debts(pattern, count), 1):
        payer, code = account.project.developer.name, account.project.code
        line = f"6203{n:08d},{day},{payer},{code},{account.balance}"
        if n % 40 == 0:
            line = f"6203{n:08d},{day},{payer},{code},1000.00"
        elif n % 20 == 0:
            line = f"6203{n:08d},{day},某水务有限公司,,3200.00"
        lines.append(line)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
