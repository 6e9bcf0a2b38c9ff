"""What the list of jobs can be asked."""

from renfang.background.models import Job
from renfang.pages.query_forms import DayBound, OneOf, Query, Words


class JobQuery(Query):
    """查询条件 above the list of jobs."""

    words = Words("任务", "title")
    state = OneOf("状态", Job.State.choices)
    asked_from = DayBound("提出日期自", "asked_at__gte")
    asked_to = DayBound("提出日期至", "asked_at__lte")
