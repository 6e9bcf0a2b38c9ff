"""The accounts of the demo city: what the login page and the demo command tell of them."""

from renfang.organisations.permissions import Role

PASSWORD = "renfang-demo"  # noqa: S105 - shown on the login page of demo installations

# username, role, where, full name, job title
PEOPLE = (
    ("clerk", Role.CLERK, "city", "李文静", "行政审批科科员"),
    ("reviewer", Role.REVIEWER, "city", "周建平", "行政审批科科长"),
    ("head", Role.HEAD, "city", "沈国强", "分管副主任"),
    ("finance", Role.FINANCE, "city", "何晓梅", "财务科科员"),
    ("trainer", Role.TRAINER, "city", "马志远", "训练科科员"),
    ("printer", Role.PRINTER, "city", "唐丽", "政务大厅制证员"),
    ("sysadmin", Role.SYSTEM_ADMINISTRATOR, "city", "罗鹏", "信息科科员"),
    ("secadmin", Role.SECURITY_ADMINISTRATOR, "city", "邓芳", "机要科科员"),
    ("auditor", Role.AUDITOR, "city", "崔永年", "监督审计科科员"),
    ("east-clerk", Role.CLERK, "east", "林佳", "审批股科员"),
    ("west-clerk", Role.CLERK, "west", "高翔", "审批股科员"),
    ("west-finance", Role.FINANCE, "west", "彭媛", "财务股科员"),
    ("west-trainer", Role.TRAINER, "west", "石磊", "训练股科员"),
)
# What the login page calls the places of ``PEOPLE``.
NAMES = {"city": "市局", "east": "东川区", "west": "西岭区", "south": "南湖区"}
# Account, post and office of each, as the login page tells them.
ACCOUNTS = [(username, Role(role).label, NAMES[at]) for username, role, at, *_ in PEOPLE]
