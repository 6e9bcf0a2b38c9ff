import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportLayout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="内容")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="表头")),
                ("layout", models.JSONField(default=dict, verbose_name="对应关系")),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="保存时间")),
            ],
            options={
                "verbose_name": "表头对应关系",
                "verbose_name_plural": "表头对应关系",
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="importrow",
            name="row_read_once",
        ),
        migrations.AddField(
            model_name="importrow",
            name="worksheet",
            field=models.CharField(blank=True, max_length=40, verbose_name="所在工作表"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                fields=("batch", "sheet", "worksheet", "number"), name="row_read_once"
            ),
        ),
        migrations.AddField(
            model_name="importlayout",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="主管机构",
            ),
        ),
        migrations.AddConstraint(
            model_name="importlayout",
            constraint=models.UniqueConstraint(
                fields=("organisation", "kind", "fingerprint"), name="layout_kept_once"
            ),
        ),
    ]
