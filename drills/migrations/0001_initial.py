import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import drills.fields
import renfang.quantities.fields
from renfang.database.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="TeamKind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="增设机构",
                            ),
                        ),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="代码")),
                        ("label", models.CharField(max_length=40, verbose_name="种类")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        (
                            "is_statutory",
                            models.BooleanField(default=False, verbose_name="法定七类"),
                        ),
                        ("is_new_type", models.BooleanField(default=False, verbose_name="新型")),
                        ("duty", models.CharField(blank=True, max_length=200, verbose_name="任务")),
                        (
                            "raised_by_law",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="法定组建部门"
                            ),
                        ),
                        (
                            "raised_by_today",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="现行对应部门"
                            ),
                        ),
                        (
                            "legal_basis",
                            models.CharField(blank=True, max_length=100, verbose_name="依据"),
                        ),
                        (
                            "age_from",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="最低年龄"
                            ),
                        ),
                        (
                            "age_to",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="最高年龄"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "专业队种类",
                        "verbose_name_plural": "专业队种类",
                        "ordering": ["position", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="KindPractice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="practices",
                                to="drills.teamkind",
                                verbose_name="种类",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="机构",
                            ),
                        ),
                        (
                            "raised_by_today",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="现行对应部门"
                            ),
                        ),
                        (
                            "age_from",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="最低年龄"
                            ),
                        ),
                        (
                            "age_to",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="最高年龄"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "专业队种类本地规定",
                        "verbose_name_plural": "专业队种类本地规定",
                        "ordering": ["kind", "organisation"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "organisation"),
                                name="one_practice_of_a_kind_at_an_office",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams",
                                to="drills.teamkind",
                                verbose_name="种类",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="队名")),
                        ("raising_unit", models.CharField(max_length=100, verbose_name="组建单位")),
                        (
                            "supervising_unit",
                            models.CharField(blank=True, max_length=100, verbose_name="主管单位"),
                        ),
                        (
                            "establishment",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        1, "编制人数至少 1 人"
                                    ),
                                    django.core.validators.MaxValueValidator(
                                        99999, "编制人数不能超过 99,999 人"
                                    ),
                                ],
                                verbose_name="编制人数",
                            ),
                        ),
                        ("established_on", models.DateField(verbose_name="组建日期")),
                        (
                            "liaison",
                            models.CharField(blank=True, max_length=50, verbose_name="联络员"),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=40, verbose_name="值班电话"),
                        ),
                        (
                            "address",
                            models.CharField(blank=True, max_length=200, verbose_name="驻地"),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "在建"), ("dissolved", "已撤销")],
                                default="active",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "dissolved_on",
                            models.DateField(blank=True, null=True, verbose_name="撤销日期"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "专业队",
                        "verbose_name_plural": "专业队",
                        "ordering": ["kind__position", "name", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "name"),
                                name="team_named_once_per_organisation",
                                violation_error_message="本机构已有同名专业队",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("establishment__gte", 1)),
                                name="team_has_an_establishment",
                                violation_error_message="编制人数至少 1 人",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("dissolved_on__isnull", True), ("state", "active")),
                                    models.Q(
                                        ("dissolved_on__isnull", False), ("state", "dissolved")
                                    ),
                                    _connector="OR",
                                ),
                                name="team_dissolved_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="units",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="drills.unit",
                                verbose_name="上级分队",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("level", models.CharField(blank=True, max_length=20, verbose_name="级别")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                    ],
                    options={
                        "verbose_name": "分队",
                        "verbose_name_plural": "分队",
                        "ordering": ["team", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("team", "name"), name="unit_named_once_in_a_team"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="drills.unit",
                                verbose_name="分队",
                            ),
                        ),
                        ("title", models.CharField(max_length=50, verbose_name="岗位")),
                        (
                            "headcount",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MaxValueValidator(99999)],
                                verbose_name="编制人数",
                            ),
                        ),
                        (
                            "qualification",
                            models.CharField(blank=True, max_length=100, verbose_name="资格要求"),
                        ),
                        ("is_key", models.BooleanField(default=False, verbose_name="骨干岗位")),
                    ],
                    options={
                        "verbose_name": "岗位",
                        "verbose_name_plural": "岗位",
                        "ordering": ["unit", "-is_key", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "title"), name="post_once_in_a_unit"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("headcount__gte", 1)),
                                name="post_has_a_headcount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Equipment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="equipment",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="equipment",
                                to="drills.unit",
                                verbose_name="分队",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="装备名称")),
                        ("model", models.CharField(blank=True, max_length=60, verbose_name="型号")),
                        (
                            "measure",
                            models.CharField(default="件", max_length=10, verbose_name="计量单位"),
                        ),
                        (
                            "allotted",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MaxValueValidator(99999)],
                                verbose_name="编配数量",
                            ),
                        ),
                        (
                            "on_hand",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MaxValueValidator(99999)],
                                verbose_name="实有数量",
                            ),
                        ),
                        (
                            "serviceable",
                            models.PositiveIntegerField(
                                validators=[django.core.validators.MaxValueValidator(99999)],
                                verbose_name="完好数量",
                            ),
                        ),
                        (
                            "keeper",
                            models.CharField(blank=True, max_length=50, verbose_name="保管人"),
                        ),
                        (
                            "place",
                            models.CharField(blank=True, max_length=100, verbose_name="存放地点"),
                        ),
                        (
                            "expires_on",
                            models.DateField(blank=True, null=True, verbose_name="有效期至"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "装备",
                        "verbose_name_plural": "装备",
                        "ordering": ["team", "name", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("team", "name", "model", "place"),
                                name="equipment_listed_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("serviceable__lte", models.F("on_hand"))),
                                name="no_more_in_order_than_there_is",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Expansion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expansions",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        ("order_number", models.CharField(max_length=60, verbose_name="命令文号")),
                        ("ordered_on", models.DateField(verbose_name="扩编日期")),
                        ("reason", models.CharField(max_length=300, verbose_name="扩编任务")),
                        ("headcount", models.PositiveIntegerField(verbose_name="扩编人数")),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "扩编中"), ("cancelled", "已撤销")],
                                default="active",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "cancelled_on",
                            models.DateField(blank=True, null=True, verbose_name="撤销日期"),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="撤销原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "战时扩编",
                        "verbose_name_plural": "战时扩编",
                        "ordering": ["team", "-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "active")),
                                fields=("team",),
                                name="one_expansion_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        ("name", models.CharField(max_length=50, verbose_name="姓名")),
                        (
                            "sex",
                            models.CharField(
                                choices=[("male", "男"), ("female", "女")],
                                max_length=10,
                                verbose_name="性别",
                            ),
                        ),
                        (
                            "born_on",
                            models.DateField(blank=True, null=True, verbose_name="出生日期"),
                        ),
                        (
                            "phone",
                            models.CharField(blank=True, max_length=40, verbose_name="联系电话"),
                        ),
                        ("post", models.CharField(blank=True, max_length=50, verbose_name="职务")),
                        (
                            "speciality",
                            models.CharField(blank=True, max_length=50, verbose_name="专业"),
                        ),
                        (
                            "raising_unit",
                            models.CharField(blank=True, max_length=100, verbose_name="所在单位"),
                        ),
                        ("joined_on", models.DateField(verbose_name="入队日期")),
                        (
                            "left_on",
                            models.DateField(blank=True, null=True, verbose_name="离队日期"),
                        ),
                        (
                            "leaving_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="离队原因"),
                        ),
                        (
                            "service",
                            models.CharField(
                                choices=[
                                    ("regular", "在编"),
                                    ("reserve", "后备"),
                                    ("expansion", "扩编"),
                                ],
                                default="regular",
                                max_length=10,
                                verbose_name="编组类别",
                            ),
                        ),
                        (
                            "post_held",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holders",
                                to="drills.post",
                                verbose_name="编制岗位",
                            ),
                        ),
                        (
                            "expansion",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="drills.expansion",
                                verbose_name="扩编命令",
                            ),
                        ),
                        (
                            "qualification",
                            models.CharField(blank=True, max_length=100, verbose_name="资格证书"),
                        ),
                        (
                            "qualified_until",
                            models.DateField(blank=True, null=True, verbose_name="资格有效期至"),
                        ),
                        (
                            "political_status",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("party", "党员"),
                                    ("league", "团员"),
                                    ("other", "群众或其他"),
                                ],
                                max_length=10,
                                verbose_name="政治面貌",
                            ),
                        ),
                        ("is_veteran", models.BooleanField(default=False, verbose_name="退役军人")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "队员",
                        "verbose_name_plural": "队员",
                        "ordering": ["team", "id"],
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["name", "phone"], name="member_by_name")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_on__isnull", True)),
                                fields=("team", "name", "phone"),
                                name="member_serves_once_in_a_team",
                                violation_error_message="该队已有同名、同电话的在编队员",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("left_on__isnull", True),
                                    ("left_on__gte", models.F("joined_on")),
                                    _connector="OR",
                                ),
                                name="member_leaves_after_joining",
                                violation_error_message="离队日期不能早于入队日期",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Occasion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("drill", "演练"),
                                    ("session", "训练课"),
                                    ("muster", "拉动点验"),
                                ],
                                max_length=10,
                                verbose_name="类型",
                            ),
                        ),
                        ("begins_at", models.DateTimeField(verbose_name="开始时间")),
                        ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "可点名"),
                                    ("filed", "已归档"),
                                    ("closed", "已办结"),
                                    ("void", "已取消"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "点名场次",
                        "verbose_name_plural": "点名场次",
                        "ordering": ["-begins_at", "-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                                name="occasion_ends_after_it_begins",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "occasion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="drills.occasion",
                                verbose_name="点名场次",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="drills.member",
                                verbose_name="队员",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("present", "到"),
                                    ("late", "迟到"),
                                    ("absent", "缺席"),
                                    ("leave", "请假"),
                                ],
                                max_length=10,
                                verbose_name="考勤",
                            ),
                        ),
                        (
                            "arrived_at",
                            models.TimeField(blank=True, null=True, verbose_name="到达时刻"),
                        ),
                        ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("sheet", "点名"),
                                    ("checkin", "扫码签到"),
                                    ("import", "导入"),
                                ],
                                default="sheet",
                                max_length=10,
                                verbose_name="登记方式",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "考勤",
                        "verbose_name_plural": "考勤",
                        "ordering": ["occasion", "member"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("occasion", "member"),
                                name="member_is_marked_once_on_a_roll",
                                violation_error_message="该队员在本次点名中已有考勤",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("arrived_at__isnull", True),
                                    ("status__in", ["present", "late"]),
                                    _connector="OR",
                                ),
                                name="only_who_came_has_arrived",
                                violation_error_message="缺席和请假不填到达时刻",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("recorded_by__isnull", False),
                                    ("source", "checkin"),
                                    _connector="OR",
                                ),
                                name="only_a_checkin_is_recorded_by_nobody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Drill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="演练名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("mobile_command", "机动指挥平台训练演练"),
                                    ("team", "专业队演练"),
                                    ("evacuation", "街道社区疏散（掩蔽）演练"),
                                    ("siren_test", "警报试鸣"),
                                    ("key_target", "重要经济目标防护演练"),
                                    ("comprehensive", "综合演练"),
                                    ("joint", "联合演练"),
                                ],
                                max_length=30,
                                verbose_name="演练类型",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("province", "省级"),
                                    ("city", "市级"),
                                    ("district", "县（市、区）级"),
                                    ("street", "街道（乡镇）级"),
                                    ("community", "社区（村）级"),
                                    ("unit", "单位级"),
                                ],
                                max_length=20,
                                verbose_name="级别",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="计划开始时间")),
                        ("ends_at", models.DateTimeField(verbose_name="计划结束时间")),
                        ("place", models.CharField(max_length=200, verbose_name="地点")),
                        ("organiser", models.CharField(max_length=100, verbose_name="主办单位")),
                        (
                            "co_organisers",
                            models.CharField(blank=True, max_length=300, verbose_name="协办单位"),
                        ),
                        (
                            "objectives",
                            models.TextField(blank=True, max_length=2000, verbose_name="演练目标"),
                        ),
                        (
                            "scenario",
                            models.TextField(blank=True, max_length=4000, verbose_name="想定"),
                        ),
                        (
                            "resources",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="器材与保障"
                            ),
                        ),
                        (
                            "safety",
                            models.TextField(blank=True, max_length=2000, verbose_name="安全措施"),
                        ),
                        (
                            "approval",
                            models.CharField(
                                choices=[
                                    ("preparing", "拟制中"),
                                    ("submitted", "待审批"),
                                    ("approved", "已批准"),
                                    ("returned", "退回修改"),
                                ],
                                default="preparing",
                                max_length=20,
                                verbose_name="计划审批",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审批人",
                            ),
                        ),
                        (
                            "approved_on",
                            models.DateField(blank=True, null=True, verbose_name="审批日期"),
                        ),
                        (
                            "approval_opinion",
                            models.CharField(blank=True, max_length=500, verbose_name="审批意见"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "计划中"),
                                    ("held", "已组织"),
                                    ("closed", "已归档"),
                                    ("cancelled", "已取消"),
                                ],
                                default="planned",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="实际开始时间"
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="实际结束时间"
                            ),
                        ),
                        (
                            "result",
                            models.TextField(blank=True, max_length=4000, verbose_name="演练情况"),
                        ),
                        (
                            "problems",
                            models.TextField(blank=True, max_length=4000, verbose_name="存在问题"),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="取消原因"),
                        ),
                        (
                            "planned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟制人",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "tested_plans",
                            models.ManyToManyField(
                                blank=True,
                                related_name="drills",
                                to="drills.protectionplan",
                                verbose_name="检验的预案方案",
                            ),
                        ),
                        (
                            "occasion",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="drill",
                                to="drills.occasion",
                                verbose_name="点名场次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "演练",
                        "verbose_name_plural": "演练",
                        "ordering": ["-starts_at", "-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-starts_at", "-id"], name="drill_recent"
                            ),
                            models.Index(fields=["state", "starts_at"], name="drill_by_state"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="drill_is_planned_to_end_after_it_starts",
                                violation_error_message="计划结束时间须晚于计划开始时间",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__isnull", True), ("started_at__isnull", True)
                                    ),
                                    ("ended_at__gt", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="drill_ended_after_it_started",
                                violation_error_message="实际结束时间须晚于实际开始时间",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("started_at__isnull", True),
                                        ("state__in", ["planned", "cancelled"]),
                                    ),
                                    models.Q(
                                        ("started_at__isnull", False),
                                        ("state__in", ["held", "closed"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="drill_held_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by__isnull", True),
                                    models.Q(
                                        ("approved_by", models.F("planned_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="drill_plan_approved_by_another_person",
                                violation_error_message="计划由拟制人以外的人审批",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Phase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="phases",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        (
                            "planned_time",
                            models.TimeField(blank=True, null=True, verbose_name="计划时刻"),
                        ),
                        (
                            "actual_time",
                            models.TimeField(blank=True, null=True, verbose_name="实际时刻"),
                        ),
                        ("what", models.CharField(max_length=300, verbose_name="内容")),
                    ],
                    options={
                        "verbose_name": "演练阶段",
                        "verbose_name_plural": "演练阶段",
                        "ordering": ["drill", "position", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="DrillTeam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calls",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        (
                            "planned_headcount",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(
                                        1, "应到人数至少 1 人"
                                    ),
                                    django.core.validators.MaxValueValidator(
                                        99999, "应到人数不能超过 99,999 人"
                                    ),
                                ],
                                verbose_name="应到人数",
                            ),
                        ),
                        (
                            "notified_time",
                            models.TimeField(blank=True, null=True, verbose_name="通知时刻"),
                        ),
                        (
                            "arrived_time",
                            models.TimeField(blank=True, null=True, verbose_name="到达时刻"),
                        ),
                    ],
                    options={
                        "verbose_name": "参演专业队",
                        "verbose_name_plural": "参演专业队",
                        "ordering": ["drill", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("drill", "team"),
                                name="team_called_once_to_a_drill",
                                violation_error_message="同一专业队只能列入一次",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("planned_headcount__gte", 1)),
                                name="call_has_a_headcount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="下达文号"),
                        ),
                        (
                            "requirements",
                            models.TextField(blank=True, max_length=2000, verbose_name="训练要求"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "拟制中"), ("issued", "已下达")],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "issued_on",
                            models.DateField(blank=True, null=True, verbose_name="下达日期"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "年度训练计划",
                        "verbose_name_plural": "年度训练计划",
                        "ordering": ["-year", "organisation"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "year"),
                                name="one_training_plan_a_year",
                                violation_error_message="本机构该年度已有训练计划",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("issued_on__isnull", True), ("state", "draft")),
                                    models.Q(("issued_on__isnull", False), ("state", "issued")),
                                    _connector="OR",
                                ),
                                name="training_plan_issued_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingSubject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="subjects",
                                to="drills.trainingplan",
                                verbose_name="训练计划",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="课目")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("common", "共同课目"),
                                    ("professional", "专业课目"),
                                    ("collective", "合成课目"),
                                ],
                                max_length=20,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "team_kind",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.teamkind",
                                verbose_name="适用种类",
                            ),
                        ),
                        (
                            "required_hours",
                            drills.fields.HoursField(verbose_name="规定学时"),
                        ),
                    ],
                    options={
                        "verbose_name": "训练课目",
                        "verbose_name_plural": "训练课目",
                        "ordering": ["plan", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "name", "team_kind"), name="subject_once_for_a_kind"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("team_kind__isnull", True)),
                                fields=("plan", "name"),
                                name="subject_once_for_all_kinds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="team_hours",
                                to="drills.trainingsubject",
                                verbose_name="课目",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        (
                            "required_hours",
                            drills.fields.HoursField(verbose_name="规定学时"),
                        ),
                    ],
                    options={
                        "verbose_name": "本队规定学时",
                        "verbose_name_plural": "本队规定学时",
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "team"), name="hours_of_a_team_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="drills.trainingsubject",
                                verbose_name="课目",
                            ),
                        ),
                        (
                            "content",
                            models.CharField(blank=True, max_length=300, verbose_name="训练内容"),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="开始时间")),
                        ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                        ("hours", drills.fields.HoursField(verbose_name="计入学时")),
                        ("place", models.CharField(max_length=200, verbose_name="地点")),
                        ("instructor", models.CharField(max_length=50, verbose_name="教员")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "待组织"),
                                    ("closed", "已办结"),
                                    ("cancelled", "已取消"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="取消原因"),
                        ),
                        (
                            "checkin_key",
                            models.CharField(
                                blank=True, editable=False, max_length=32, verbose_name="签到码"
                            ),
                        ),
                        (
                            "checkin_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="签到截止"),
                        ),
                        (
                            "planned_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="安排人",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "teams",
                            models.ManyToManyField(
                                related_name="sessions", to="drills.team", verbose_name="参训专业队"
                            ),
                        ),
                        (
                            "occasion",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="session",
                                to="drills.occasion",
                                verbose_name="点名场次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "训练课",
                        "verbose_name_plural": "训练课",
                        "ordering": ["-starts_at", "-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["organisation", "-starts_at"], name="session_recent"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="session_ends_after_it_starts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GradingScale",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("full_score", drills.fields.ScoreField(verbose_name="满分")),
                        (
                            "overall_rule",
                            models.CharField(
                                choices=[
                                    ("mean", "各课目平均分，有一门不合格即不合格"),
                                    ("lowest", "取各课目最低的成绩"),
                                ],
                                max_length=10,
                                verbose_name="总评规则",
                            ),
                        ),
                        (
                            "retake_caps_at_pass",
                            models.BooleanField(default=True, verbose_name="补考合格只记合格"),
                        ),
                        ("is_retired", models.BooleanField(default=False, verbose_name="已停用")),
                    ],
                    options={
                        "verbose_name": "评分标准",
                        "verbose_name_plural": "评分标准",
                        "ordering": ["is_retired", "-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "name"), name="grading_scale_named_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GradeBand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "scale",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bands",
                                to="drills.gradingscale",
                                verbose_name="评分标准",
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                choices=[
                                    ("excellent", "优秀"),
                                    ("good", "良好"),
                                    ("pass", "合格"),
                                    ("fail", "不合格"),
                                ],
                                max_length=10,
                                verbose_name="等级",
                            ),
                        ),
                        ("lowest_score", drills.fields.ScoreField(verbose_name="最低分")),
                        (
                            "team_pass_rate",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="团体合格率（%）"
                            ),
                        ),
                        (
                            "team_good_rate",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="团体优良率（%）"
                            ),
                        ),
                        (
                            "team_excellent_rate",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="团体优秀率（%）"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "等级",
                        "verbose_name_plural": "等级",
                        "ordering": ["scale", "-lowest_score"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scale", "grade"), name="grade_once_in_a_scale"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("team_excellent_rate__lte", 100),
                                    ("team_good_rate__lte", 100),
                                    ("team_pass_rate__lte", 100),
                                ),
                                name="team_rates_are_per_cent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="考核名称")),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("training", "训练考核"),
                                    ("muster", "拉练任务"),
                                    ("examination", "考试"),
                                ],
                                max_length=20,
                                verbose_name="考核形式",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="drills.trainingplan",
                                verbose_name="训练计划",
                            ),
                        ),
                        (
                            "scale",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.gradingscale",
                                verbose_name="评分标准",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="考核日期")),
                        ("place", models.CharField(max_length=200, verbose_name="地点")),
                        ("examiner", models.CharField(max_length=50, verbose_name="主考人")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "登分中"), ("signed", "已核定")],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "signed_on",
                            models.DateField(blank=True, null=True, verbose_name="核定日期"),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核定人",
                            ),
                        ),
                        (
                            "arranged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="安排人",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "teams",
                            models.ManyToManyField(
                                related_name="assessments",
                                to="drills.team",
                                verbose_name="参考专业队",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考核",
                        "verbose_name_plural": "考核",
                        "ordering": ["-held_on", "-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("signed_on__isnull", True), ("state", "open")),
                                    models.Q(("signed_on__isnull", False), ("state", "signed")),
                                    _connector="OR",
                                ),
                                name="assessment_signed_on_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "original",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="correction",
                                to="drills.assessment",
                                verbose_name="原考核",
                            ),
                        ),
                        (
                            "corrected",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrects",
                                to="drills.assessment",
                                verbose_name="更正后的考核",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="更正原因")),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提出人",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                    ],
                    options={
                        "verbose_name": "成绩更正",
                        "verbose_name_plural": "成绩更正",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="AssessedSubject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="drills.assessment",
                                verbose_name="考核",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.trainingsubject",
                                verbose_name="课目",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                    ],
                    options={
                        "verbose_name": "考核课目",
                        "verbose_name_plural": "考核课目",
                        "ordering": ["assessment", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "subject"), name="subject_assessed_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Score",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="drills.assessedsubject",
                                verbose_name="考核课目",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="drills.member",
                                verbose_name="队员",
                            ),
                        ),
                        (
                            "attempt",
                            models.PositiveSmallIntegerField(default=1, verbose_name="次数"),
                        ),
                        (
                            "value",
                            drills.fields.ScoreField(blank=True, null=True, verbose_name="成绩"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登分人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登分时间")),
                    ],
                    options={
                        "verbose_name": "成绩",
                        "verbose_name_plural": "成绩",
                        "ordering": ["part", "member", "attempt"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("part", "member", "attempt"), name="one_score_an_attempt"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("attempt__in", [1, 2])),
                                name="examination_or_retake",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Result",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="drills.assessment",
                                verbose_name="考核",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="drills.member",
                                verbose_name="队员",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        (
                            "score",
                            drills.fields.ScoreField(
                                blank=True, null=True, verbose_name="总评成绩"
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("good", "良好"),
                                    ("pass", "合格"),
                                    ("fail", "不合格"),
                                ],
                                max_length=10,
                                verbose_name="等级",
                            ),
                        ),
                        ("is_retaken", models.BooleanField(default=False, verbose_name="补考")),
                        ("hours", drills.fields.HoursField(verbose_name="累计学时")),
                        (
                            "required_hours",
                            drills.fields.HoursField(verbose_name="规定学时"),
                        ),
                    ],
                    options={
                        "verbose_name": "考核结果",
                        "verbose_name_plural": "考核结果",
                        "ordering": ["assessment", "team", "member"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "member"), name="one_result_for_a_member"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="team_results",
                                to="drills.assessment",
                                verbose_name="考核",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="team_results",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        ("expected", models.PositiveIntegerField(verbose_name="应考")),
                        ("took", models.PositiveIntegerField(verbose_name="参考")),
                        ("excellent", models.PositiveIntegerField(verbose_name="优秀")),
                        ("good", models.PositiveIntegerField(verbose_name="良好")),
                        ("passed", models.PositiveIntegerField(verbose_name="合格")),
                        ("failed", models.PositiveIntegerField(verbose_name="不合格")),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("good", "良好"),
                                    ("pass", "合格"),
                                    ("fail", "不合格"),
                                ],
                                max_length=10,
                                verbose_name="团体等级",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "团体成绩",
                        "verbose_name_plural": "团体成绩",
                        "ordering": ["assessment", "team"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "team"), name="one_result_for_a_team"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrillParticipant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participants",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("residents", "社区居民"),
                                    ("school", "学校师生"),
                                    ("unit", "机关企事业单位"),
                                    ("militia", "民兵"),
                                    ("volunteers", "志愿者"),
                                    ("other", "其他"),
                                ],
                                max_length=20,
                                verbose_name="类别",
                            ),
                        ),
                        ("unit", models.CharField(max_length=100, verbose_name="单位")),
                        (
                            "locality",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participations",
                                to="drills.locality",
                                verbose_name="街道社区",
                            ),
                        ),
                        (
                            "planned_headcount",
                            models.PositiveIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(999999),
                                ],
                                verbose_name="计划人数",
                            ),
                        ),
                        (
                            "arrived_headcount",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="实到人数"
                            ),
                        ),
                        (
                            "notified_time",
                            models.TimeField(blank=True, null=True, verbose_name="通知时刻"),
                        ),
                        (
                            "arrived_time",
                            models.TimeField(blank=True, null=True, verbose_name="到达时刻"),
                        ),
                    ],
                    options={
                        "verbose_name": "参演单位",
                        "verbose_name_plural": "参演单位",
                        "ordering": ["drill", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("drill", "unit"), name="unit_takes_part_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rehearsal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rehearsals",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="预演日期")),
                        ("headcount", models.PositiveIntegerField(verbose_name="参加人数")),
                        ("content", models.CharField(max_length=500, verbose_name="预演内容")),
                        (
                            "problems",
                            models.CharField(blank=True, max_length=500, verbose_name="发现问题"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "预演",
                        "verbose_name_plural": "预演",
                        "ordering": ["held_on", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="DrillLogEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时刻")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("order", "下达命令"),
                                    ("early_warning", "预先警报"),
                                    ("air_raid", "空袭警报"),
                                    ("all_clear", "解除警报"),
                                    ("notice", "通知"),
                                    ("arrival", "到达"),
                                    ("action", "处置"),
                                    ("incident", "意外情况"),
                                ],
                                max_length=20,
                                verbose_name="事项",
                            ),
                        ),
                        ("what", models.CharField(max_length=500, verbose_name="内容")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "执行记录",
                        "verbose_name_plural": "执行记录",
                        "ordering": ["at", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="DrillScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="序号"),
                        ),
                        ("criterion", models.CharField(max_length=100, verbose_name="评估项目")),
                        (
                            "full_marks",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1000),
                                ],
                                verbose_name="满分",
                            ),
                        ),
                        ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                    ],
                    options={
                        "verbose_name": "评估项目",
                        "verbose_name_plural": "评估项目",
                        "ordering": ["drill", "position", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("full_marks__gte", 1), ("score__lte", models.F("full_marks"))
                                ),
                                name="score_within_full_marks",
                                violation_error_message="得分不能超过满分",
                            ),
                            models.UniqueConstraint(
                                fields=("drill", "criterion"), name="criterion_scored_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrillFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        ("what", models.CharField(max_length=500, verbose_name="问题")),
                        ("action", models.CharField(max_length=500, verbose_name="整改措施")),
                        ("responsible", models.CharField(max_length=100, verbose_name="责任单位")),
                        ("found_on", models.DateField(verbose_name="发现日期")),
                        ("due_on", models.DateField(verbose_name="整改期限")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "整改中"),
                                    ("rectified", "待复核"),
                                    ("closed", "已销号"),
                                ],
                                default="open",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "rectified_on",
                            models.DateField(blank=True, null=True, verbose_name="整改完成日期"),
                        ),
                        (
                            "rectification",
                            models.CharField(blank=True, max_length=500, verbose_name="整改情况"),
                        ),
                        (
                            "rectified_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="整改登记人",
                            ),
                        ),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="销号日期"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "演练问题",
                        "verbose_name_plural": "演练问题",
                        "ordering": ["due_on", "id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["state", "due_on"], name="finding_by_state")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gte", models.F("found_on"))),
                                name="finding_due_after_it_was_found",
                                violation_error_message="整改期限不能早于发现日期",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", False), ("state", "closed")),
                                    models.Q(
                                        ("closed_on__isnull", True),
                                        ("state__in", ["open", "rectified"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_closed_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrillPhotograph",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photographs",
                                to="drills.drill",
                                verbose_name="演练",
                            ),
                        ),
                        ("caption", models.CharField(max_length=100, verbose_name="说明")),
                        ("path", models.CharField(editable=False, max_length=200)),
                        ("sha256", models.CharField(editable=False, max_length=64)),
                        ("width", models.PositiveIntegerField(editable=False)),
                        ("height", models.PositiveIntegerField(editable=False)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        ("added_at", models.DateTimeField(verbose_name="上传时间")),
                    ],
                    options={
                        "verbose_name": "影像资料",
                        "verbose_name_plural": "影像资料",
                        "ordering": ["drill", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("drill", "sha256"), name="photograph_kept_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Locality",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("number", models.CharField(max_length=40, verbose_name="编号")),
                        ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("street", "街道（乡镇）"), ("community", "社区（村）")],
                                max_length=20,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "above",
                            models.CharField(blank=True, max_length=100, verbose_name="所属街道"),
                        ),
                        (
                            "population",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="人口"),
                        ),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=50, verbose_name="联系人"),
                        ),
                    ],
                    options={
                        "verbose_name": "街道社区",
                        "verbose_name_plural": "街道社区",
                        "ordering": ["organisation", "number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "number"), name="locality_numbered_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeyTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("number", models.CharField(max_length=40, verbose_name="编号")),
                        ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="名称")),
                        (
                            "grade",
                            models.CharField(
                                choices=[
                                    ("state", "国家级"),
                                    ("province", "省级"),
                                    ("city", "市（县）级"),
                                ],
                                max_length=20,
                                verbose_name="等级",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(blank=True, max_length=50, verbose_name="类别"),
                        ),
                        ("owner", models.CharField(max_length=100, verbose_name="权属单位")),
                        (
                            "address",
                            models.CharField(blank=True, max_length=200, verbose_name="地址"),
                        ),
                        (
                            "site_area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="占地面积（㎡）"
                            ),
                        ),
                        (
                            "force_teams",
                            models.PositiveIntegerField(default=0, verbose_name="防护力量（支）"),
                        ),
                        (
                            "force_headcount",
                            models.PositiveIntegerField(default=0, verbose_name="防护力量（人）"),
                        ),
                        (
                            "is_connected",
                            models.BooleanField(default=False, verbose_name="接入指挥平台"),
                        ),
                        ("has_siren", models.BooleanField(default=False, verbose_name="安装警报")),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=50, verbose_name="联系人"),
                        ),
                    ],
                    options={
                        "verbose_name": "重要经济目标",
                        "verbose_name_plural": "重要经济目标",
                        "ordering": ["organisation", "number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "number"), name="key_target_numbered_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvacuationBase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("number", models.CharField(max_length=40, verbose_name="编号")),
                        ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="名称")),
                        ("place", models.CharField(max_length=200, verbose_name="位置")),
                        (
                            "area",
                            renfang.quantities.fields.AreaField(
                                blank=True, null=True, verbose_name="面积（㎡）"
                            ),
                        ),
                        ("capacity", models.PositiveIntegerField(verbose_name="容量（人）")),
                        (
                            "receiving_unit",
                            models.CharField(max_length=100, verbose_name="接收安置单位"),
                        ),
                        (
                            "peacetime_use",
                            models.CharField(blank=True, max_length=100, verbose_name="平时用途"),
                        ),
                        (
                            "approved_by",
                            models.CharField(blank=True, max_length=100, verbose_name="确定机关"),
                        ),
                        ("has_water", models.BooleanField(default=False, verbose_name="供水")),
                        ("has_power", models.BooleanField(default=False, verbose_name="供电")),
                        ("has_medical", models.BooleanField(default=False, verbose_name="医疗")),
                        (
                            "conversion_score",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="转换预留",
                            ),
                        ),
                        (
                            "capacity_score",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="安置容量",
                            ),
                        ),
                        (
                            "support_score",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="保障能力",
                            ),
                        ),
                        (
                            "management_score",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="管理能力",
                            ),
                        ),
                        (
                            "equipment_score",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="配备能力",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "疏散基地",
                        "verbose_name_plural": "疏散基地",
                        "ordering": ["organisation", "number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "number"),
                                name="evacuation_base_numbered_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProtectionPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("number", models.CharField(max_length=40, verbose_name="编号")),
                        ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="名称")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("city", "城市防空袭预案"),
                                    ("implementing", "实施（保障）计划"),
                                    ("key_target", "重要经济目标防护方案"),
                                    ("repair", "应急抢险抢修方案"),
                                    ("evacuation", "人口疏散方案"),
                                ],
                                max_length=20,
                                verbose_name="类别",
                            ),
                        ),
                        ("owner", models.CharField(max_length=100, verbose_name="编制单位")),
                        (
                            "key_target",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="drills.keytarget",
                                verbose_name="重要经济目标",
                            ),
                        ),
                        ("is_secret", models.BooleanField(default=False, verbose_name="涉密")),
                        (
                            "summary",
                            models.TextField(blank=True, max_length=2000, verbose_name="内容摘要"),
                        ),
                        (
                            "approved_on",
                            models.DateField(blank=True, null=True, verbose_name="批准日期"),
                        ),
                        ("review_due_on", models.DateField(verbose_name="下次评审日期")),
                    ],
                    options={
                        "verbose_name": "预案方案",
                        "verbose_name_plural": "预案方案",
                        "ordering": ["organisation", "number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "number"), name="plan_numbered_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_secret", False),
                                    models.Q(("note", ""), ("summary", "")),
                                    _connector="OR",
                                ),
                                name="secret_plan_has_no_text_here",
                                violation_error_message="涉密预案只登记名称和日期，内容摘要和备注留空",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="drills.protectionplan",
                                verbose_name="预案方案",
                            ),
                        ),
                        ("reviewed_on", models.DateField(verbose_name="评审日期")),
                        ("is_revised", models.BooleanField(verbose_name="已修订")),
                        ("conclusion", models.CharField(max_length=300, verbose_name="评审结论")),
                        ("next_due_on", models.DateField(verbose_name="下次评审日期")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "预案评审",
                        "verbose_name_plural": "预案评审",
                        "ordering": ["-reviewed_on", "-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="DutyPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("number", models.CharField(max_length=40, verbose_name="编号")),
                        ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", models.CharField(max_length=50, verbose_name="姓名")),
                        ("post", models.CharField(blank=True, max_length=50, verbose_name="职务")),
                        ("can_lead", models.BooleanField(default=False, verbose_name="可带班")),
                    ],
                    options={
                        "verbose_name": "值班人员",
                        "verbose_name_plural": "值班人员",
                        "ordering": ["organisation", "number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "number"), name="duty_person_numbered_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyShift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(verbose_name="接班时间")),
                        ("ends_at", models.DateTimeField(verbose_name="交班时间")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("normal", "日常值班"),
                                    ("holiday", "节假日值班"),
                                    ("readiness", "战备值班"),
                                ],
                                default="normal",
                                max_length=20,
                                verbose_name="值班等级",
                            ),
                        ),
                        (
                            "leader",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="led",
                                to="drills.dutyperson",
                                verbose_name="带班领导",
                            ),
                        ),
                        (
                            "main",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kept",
                                to="drills.dutyperson",
                                verbose_name="主班",
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assisted",
                                to="drills.dutyperson",
                                verbose_name="副班",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "待接班"),
                                    ("on_duty", "值班中"),
                                    ("handed_over", "已交班"),
                                ],
                                default="planned",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "handed_over_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="实际交班时间"
                            ),
                        ),
                        (
                            "pending",
                            models.TextField(blank=True, max_length=1000, verbose_name="移交待办"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "值班班次",
                        "verbose_name_plural": "值班班次",
                        "ordering": ["-starts_at", "-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["organisation", "-starts_at"], name="shift_recent")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="shift_ends_after_it_starts",
                                violation_error_message="交班时间须晚于接班时间",
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "starts_at"),
                                name="one_shift_starts_at_a_time",
                                violation_error_message="同一时间已有班次",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyLogEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="drills.dutyshift",
                                verbose_name="班次",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "来电"),
                                    ("paper", "来文"),
                                    ("event", "事件"),
                                    ("equipment", "设备检查"),
                                    ("report", "上报"),
                                    ("absence", "缺勤"),
                                ],
                                max_length=20,
                                verbose_name="事项",
                            ),
                        ),
                        ("content", models.CharField(max_length=500, verbose_name="内容")),
                        (
                            "handling",
                            models.CharField(blank=True, max_length=500, verbose_name="处置"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "值班日志",
                        "verbose_name_plural": "值班日志",
                        "ordering": ["at", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="CallTest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call_tests",
                                to="drills.dutyshift",
                                verbose_name="班次",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("station", models.CharField(max_length=100, verbose_name="被点名单位")),
                        (
                            "means",
                            models.CharField(
                                choices=[
                                    ("phone", "有线电话"),
                                    ("shortwave", "短波"),
                                    ("satellite", "卫星"),
                                    ("video", "视频"),
                                ],
                                max_length=20,
                                verbose_name="手段",
                            ),
                        ),
                        ("has_answered", models.BooleanField(verbose_name="应答")),
                        (
                            "seconds",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(3600)],
                                verbose_name="应答用时（秒）",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "点名测试",
                        "verbose_name_plural": "点名测试",
                        "ordering": ["at", "id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ShiftSwap",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="swaps",
                                to="drills.dutyshift",
                                verbose_name="班次",
                            ),
                        ),
                        (
                            "leaving",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.dutyperson",
                                verbose_name="换出",
                            ),
                        ),
                        (
                            "taking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.dutyperson",
                                verbose_name="换入",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="换班原因")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待审批"),
                                    ("granted", "已批准"),
                                    ("refused", "未批准"),
                                ],
                                default="asked",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="申请人",
                            ),
                        ),
                        ("asked_on", models.DateField(verbose_name="申请日期")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审批人",
                            ),
                        ),
                        (
                            "opinion",
                            models.CharField(blank=True, max_length=200, verbose_name="审批意见"),
                        ),
                    ],
                    options={
                        "verbose_name": "换班",
                        "verbose_name_plural": "换班",
                        "ordering": ["-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("order_number", models.CharField(max_length=60, verbose_name="下达文号")),
                        ("ordered_on", models.DateField(verbose_name="下达日期")),
                        (
                            "approved_by",
                            models.CharField(blank=True, max_length=100, verbose_name="批准机关"),
                        ),
                        (
                            "approval_number",
                            models.CharField(blank=True, max_length=60, verbose_name="批准文号"),
                        ),
                        ("due_on", models.DateField(verbose_name="完成期限")),
                        (
                            "requirements",
                            models.TextField(blank=True, max_length=2000, verbose_name="整组要求"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "整组中"), ("closed", "已归档")],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "audited_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="交叉审核时间"
                            ),
                        ),
                        (
                            "audited_people",
                            models.PositiveIntegerField(default=0, verbose_name="审核人数"),
                        ),
                        (
                            "closed_on",
                            models.DateField(blank=True, null=True, verbose_name="归档日期"),
                        ),
                        (
                            "summary",
                            models.TextField(blank=True, max_length=2000, verbose_name="整组总结"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "年度整组",
                        "verbose_name_plural": "年度整组",
                        "ordering": ["-year", "organisation"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "year"),
                                name="one_reorganisation_a_year",
                                violation_error_message="本机构该年度已下达整组",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignTeam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="drills.campaign",
                                verbose_name="整组",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reorganisations",
                                to="drills.team",
                                verbose_name="专业队",
                            ),
                        ),
                        (
                            "is_confirmed",
                            models.BooleanField(default=False, verbose_name="名册已核定"),
                        ),
                        (
                            "roster_matches",
                            models.BooleanField(default=False, verbose_name="人册相符"),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="核定时间"),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核定人",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                        (
                            "figures",
                            models.JSONField(blank=True, default=dict, verbose_name="归档数据"),
                        ),
                    ],
                    options={
                        "verbose_name": "参加整组的专业队",
                        "verbose_name_plural": "参加整组的专业队",
                        "ordering": ["campaign", "team__kind__position", "team__name", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "team"), name="team_once_in_a_campaign"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EquipmentCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="drills.campaignteam",
                                verbose_name="专业队",
                            ),
                        ),
                        (
                            "equipment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="drills.equipment",
                                verbose_name="装备",
                            ),
                        ),
                        ("found", models.PositiveIntegerField(verbose_name="清点数量")),
                        ("serviceable", models.PositiveIntegerField(verbose_name="其中完好")),
                    ],
                    options={
                        "verbose_name": "装备清点",
                        "verbose_name_plural": "装备清点",
                        "ordering": ["entry", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "equipment"),
                                name="equipment_checked_once_a_campaign",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("serviceable__lte", models.F("found"))),
                                name="no_more_in_order_than_was_found",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditFinding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="drills.campaign",
                                verbose_name="整组",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.member",
                                verbose_name="队员",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.member",
                                verbose_name="另一名册中的队员",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[("phone", "同名、同电话"), ("birth", "同名、同出生日期")],
                                max_length=10,
                                verbose_name="依据",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "待核"),
                                    ("kept", "已替换"),
                                    ("different", "不是同一人"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="drills.member",
                                verbose_name="保留在",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=300, verbose_name="说明"),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="处理人",
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="处理时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "交叉审核发现",
                        "verbose_name_plural": "交叉审核发现",
                        "ordering": ["campaign", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "first", "second"),
                                name="pair_found_once_a_campaign",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Muster",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="musters",
                                to="drills.campaignteam",
                                verbose_name="专业队",
                            ),
                        ),
                        ("called_at", models.DateTimeField(verbose_name="下达集结命令时间")),
                        ("due_at", models.DateTimeField(verbose_name="规定到位时间")),
                        ("place", models.CharField(max_length=200, verbose_name="集结地点")),
                        ("leader", models.CharField(max_length=50, verbose_name="带队人")),
                        (
                            "roster_matches",
                            models.BooleanField(default=False, verbose_name="人册相符"),
                        ),
                        (
                            "equipment_complete",
                            models.BooleanField(default=False, verbose_name="装备齐全"),
                        ),
                        (
                            "note",
                            models.CharField(blank=True, max_length=1000, verbose_name="点验情况"),
                        ),
                        (
                            "occasion",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="muster",
                                to="drills.occasion",
                                verbose_name="点名场次",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "拉动点验",
                        "verbose_name_plural": "拉动点验",
                        "ordering": ["entry", "-called_at", "-id"],
                        "default_permissions": (),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("due_at__gt", models.F("called_at"))),
                                name="muster_due_after_it_is_called",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MusterPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "muster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photos",
                                to="drills.muster",
                                verbose_name="拉动点验",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("media_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        ("path", models.CharField(max_length=200, verbose_name="存放位置")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                    ],
                    options={
                        "verbose_name": "点验照片",
                        "verbose_name_plural": "点验照片",
                        "ordering": ["muster", "id"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("muster", "sha256"), name="photo_once_a_muster"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Siren",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("number", models.CharField(max_length=40, verbose_name="编号")),
                        ("is_current", models.BooleanField(default=True, verbose_name="在册")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="备注")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="设置点")),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("electronic", "电声警报器"),
                                    ("motor", "电动警报器"),
                                    ("multimedia", "多媒体终端"),
                                    ("hand", "手摇警报器"),
                                    ("vehicle", "机动警报器"),
                                ],
                                max_length=20,
                                verbose_name="类型",
                            ),
                        ),
                        ("model", models.CharField(blank=True, max_length=50, verbose_name="型号")),
                        (
                            "power_watts",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="功率（瓦）"
                            ),
                        ),
                        (
                            "decibels",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="声压级（分贝）"
                            ),
                        ),
                        ("place", models.CharField(max_length=200, verbose_name="安装位置")),
                        (
                            "owner",
                            models.CharField(blank=True, max_length=100, verbose_name="产权单位"),
                        ),
                        (
                            "keeper",
                            models.CharField(blank=True, max_length=50, verbose_name="责任人"),
                        ),
                        (
                            "radius",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="覆盖半径（米）"
                            ),
                        ),
                        (
                            "control",
                            models.CharField(
                                choices=[
                                    ("wired", "有线"),
                                    ("radio", "无线"),
                                    ("network", "网络"),
                                    ("local", "就地手动"),
                                ],
                                max_length=20,
                                verbose_name="控制方式",
                            ),
                        ),
                        ("is_unified", models.BooleanField(default=True, verbose_name="纳入统控")),
                        (
                            "power_supply",
                            models.CharField(blank=True, max_length=50, verbose_name="供电"),
                        ),
                        (
                            "installed_on",
                            models.DateField(blank=True, null=True, verbose_name="安装日期"),
                        ),
                        (
                            "maintained_on",
                            models.DateField(
                                blank=True, editable=False, null=True, verbose_name="最近维护日期"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sound", "完好"),
                                    ("faulty", "故障"),
                                    ("stopped", "停用"),
                                    ("dismantled", "已拆除"),
                                ],
                                default="sound",
                                editable=False,
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "警报器",
                        "verbose_name_plural": "警报器",
                        "ordering": ["organisation", "number"],
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["state"], name="siren_by_state")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "number"), name="siren_numbered_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SirenEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "siren",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="drills.siren",
                                verbose_name="警报器",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="日期")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("maintenance", "维护保养"),
                                    ("fault", "报告故障"),
                                    ("repair", "修复"),
                                    ("stop", "停用"),
                                    ("restore", "恢复使用"),
                                    ("move", "迁移"),
                                    ("dismantle", "拆除"),
                                ],
                                max_length=20,
                                verbose_name="事项",
                            ),
                        ),
                        ("content", models.CharField(max_length=300, verbose_name="情况")),
                        (
                            "approval",
                            models.CharField(blank=True, max_length=100, verbose_name="批准文件"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "警报器维护记录",
                        "verbose_name_plural": "警报器维护记录",
                        "ordering": ["-on", "-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="SirenNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="siren_notice",
                                to="drills.drill",
                                verbose_name="警报试鸣",
                            ),
                        ),
                        ("published_on", models.DateField(verbose_name="公告日期")),
                        ("medium", models.CharField(max_length=100, verbose_name="公告方式")),
                        ("scope_text", models.CharField(max_length=200, verbose_name="试鸣范围")),
                    ],
                    options={
                        "verbose_name": "试鸣公告",
                        "verbose_name_plural": "试鸣公告",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="SirenResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="siren_results",
                                to="drills.drill",
                                verbose_name="警报试鸣",
                            ),
                        ),
                        (
                            "siren",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="drills.siren",
                                verbose_name="警报器",
                            ),
                        ),
                        ("is_commanded", models.BooleanField(default=True, verbose_name="应鸣")),
                        ("has_sounded", models.BooleanField(verbose_name="鸣响")),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=100, verbose_name="未鸣原因"),
                        ),
                        (
                            "decibels",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(150)],
                                verbose_name="实测分贝",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "试鸣结果",
                        "verbose_name_plural": "试鸣结果",
                        "ordering": ["drill", "siren__number"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("drill", "siren"), name="siren_tested_once_in_a_test"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("has_sounded", True),
                                    ("is_commanded", False),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="silent_siren_has_a_reason",
                                violation_error_message="应鸣未鸣的写明原因",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SirenCoverage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        ("as_of", models.DateField(verbose_name="测算日期")),
                        (
                            "built_up_area",
                            renfang.quantities.fields.AreaField(verbose_name="建成区面积（㎡）"),
                        ),
                        (
                            "covered_area",
                            renfang.quantities.fields.AreaField(verbose_name="有效覆盖面积（㎡）"),
                        ),
                        ("population", models.PositiveIntegerField(verbose_name="建成区人口")),
                        (
                            "covered_population",
                            models.PositiveIntegerField(verbose_name="有效覆盖人口"),
                        ),
                        ("source", models.CharField(max_length=100, verbose_name="数据来源")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "音响覆盖测算",
                        "verbose_name_plural": "音响覆盖测算",
                        "ordering": ["-as_of", "-id"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="ReadinessTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="主管机构",
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(2000),
                                    django.core.validators.MaxValueValidator(2100),
                                ],
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "drills",
                            models.PositiveSmallIntegerField(default=0, verbose_name="演练场次"),
                        ),
                        (
                            "drills_per_team",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="每队演练场次"
                            ),
                        ),
                        (
                            "team_coverage",
                            models.PositiveSmallIntegerField(
                                default=100,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="专业队演练覆盖率（%）",
                            ),
                        ),
                        (
                            "locality_coverage",
                            models.PositiveSmallIntegerField(
                                default=100,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="街道社区演练覆盖率（%）",
                            ),
                        ),
                        (
                            "staffing",
                            models.PositiveSmallIntegerField(
                                default=100,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="满编率（%）",
                            ),
                        ),
                        (
                            "turnout",
                            models.PositiveSmallIntegerField(
                                default=90,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="到位率（%）",
                            ),
                        ),
                        (
                            "hours",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="人均训练学时"
                            ),
                        ),
                        (
                            "pass_rate",
                            models.PositiveSmallIntegerField(
                                default=90,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="考核合格率（%）",
                            ),
                        ),
                        (
                            "siren_rate",
                            models.PositiveSmallIntegerField(
                                default=95,
                                validators=[
                                    django.core.validators.MaxValueValidator(100, "不能超过 100")
                                ],
                                verbose_name="鸣响率（%）",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "年度目标",
                        "verbose_name_plural": "年度目标",
                        "ordering": ["-year"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "year"), name="targets_once_a_year"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
