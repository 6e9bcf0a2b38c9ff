import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from renfang.database.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="NumberPrefix",
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
                                related_name="number_prefixes",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                help_text="空白表示各类文书通用",
                                max_length=40,
                                verbose_name="文书种类",
                            ),
                        ),
                        ("prefix", models.CharField(max_length=40, verbose_name="代字")),
                        ("effective_from", models.DateField(verbose_name="启用日期")),
                        (
                            "effective_to",
                            models.DateField(blank=True, null=True, verbose_name="停用日期"),
                        ),
                    ],
                    options={
                        "verbose_name": "文号代字",
                        "verbose_name_plural": "文号代字",
                        "ordering": ["organisation", "kind", "-effective_from"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "effective_from"),
                                name="one_prefix_from_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperWording",
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
                            models.CharField(
                                blank=True,
                                help_text="空白表示各类文书通用",
                                max_length=40,
                                verbose_name="文书种类",
                            ),
                        ),
                        (
                            "passage",
                            models.CharField(
                                choices=[
                                    ("legal_basis", "法律依据"),
                                    ("remedies", "救济途径"),
                                    ("payment", "缴款方式"),
                                    ("fine_payment", "罚款缴纳方式"),
                                    ("contact", "联系方式"),
                                    ("signature", "签署栏"),
                                ],
                                max_length=20,
                                verbose_name="段落",
                            ),
                        ),
                        ("text", models.CharField(max_length=1000, verbose_name="文字")),
                        ("effective_from", models.DateField(verbose_name="启用日期")),
                    ],
                    options={
                        "verbose_name": "文书用语",
                        "verbose_name_plural": "文书用语",
                        "ordering": ["organisation", "kind", "passage", "-effective_from"],
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "passage", "effective_from"),
                                name="one_wording_from_a_day",
                                violation_error_message="本机构该段落在这一天已有一条用语",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NumberSeries",
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
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="文书种类")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                        ("last", models.PositiveIntegerField(default=0, verbose_name="末号")),
                    ],
                    options={
                        "verbose_name": "文号序列",
                        "verbose_name_plural": "文号序列",
                        "default_permissions": (),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "year"), name="one_series_a_year"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IssuedDocument",
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
                            models.CharField(db_index=True, max_length=40, verbose_name="种类"),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="documents.numberseries",
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField(verbose_name="序号")),
                        ("number", models.CharField(max_length=100, verbose_name="文号")),
                        ("number_key", models.CharField(db_index=True, max_length=100)),
                        ("title", models.CharField(max_length=300, verbose_name="标题")),
                        (
                            "subject_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contenttypes.contenttype",
                            ),
                        ),
                        ("subject_id", models.BigIntegerField()),
                        ("snapshot", models.JSONField(verbose_name="内容")),
                        ("issued_on", models.DateField(verbose_name="签发日期")),
                        (
                            "issued_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="签发时间"),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发人",
                            ),
                        ),
                        (
                            "token",
                            models.CharField(max_length=22, unique=True, verbose_name="核验码"),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="documents.issueddocument",
                                verbose_name="换发自",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文书",
                        "verbose_name_plural": "文书",
                        "ordering": ["-id"],
                        "default_permissions": (),
                        "indexes": [
                            models.Index(
                                fields=["subject_type", "subject_id"], name="document_subject"
                            ),
                            models.Index(fields=["organisation", "-id"], name="document_recent"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("series", "sequence"), name="number_used_once"
                            ),
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "number"),
                                name="number_text_used_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentFile",
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
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="file",
                                to="documents.issueddocument",
                            ),
                        ),
                        ("path", models.CharField(max_length=200, unique=True)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        (
                            "produced_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="出证时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "文书文件",
                        "verbose_name_plural": "文书文件",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Voiding",
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
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voiding",
                                to="documents.issueddocument",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="作废原因")),
                        (
                            "voided_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="作废时间"),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "作废",
                        "verbose_name_plural": "作废",
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Printing",
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
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="printings",
                                to="documents.issueddocument",
                            ),
                        ),
                        (
                            "printed_at",
                            models.DateTimeField(auto_now_add=True, verbose_name="打印时间"),
                        ),
                        (
                            "printed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="打印人",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=200, verbose_name="补打原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "打印记录",
                        "verbose_name_plural": "打印记录",
                        "ordering": ["-printed_at"],
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="VerificationVisit",
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
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                        (
                            "address",
                            models.CharField(blank=True, max_length=45, verbose_name="来源地址"),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="documents.issueddocument",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "核验记录",
                        "verbose_name_plural": "核验记录",
                        "default_permissions": (),
                        "indexes": [models.Index(fields=["address", "at"], name="visit_rate")],
                    },
                ),
            ],
        ),
    ]
