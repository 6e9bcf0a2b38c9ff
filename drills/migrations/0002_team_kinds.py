from django.db import migrations

ART_42 = "《中华人民共和国人民防空法》第四十二条"

# code, label, duty, who raises it by the law of 1996, and who that is today
STATUTORY = [
    (
        "rescue_repair",
        "抢险抢修队",
        "抢修工程建筑、道路和水电气等公用设施，抢救人员和物资",
        "城建、公用、电力等部门",
        "住房城乡建设、城市管理、水务、燃气、电力等部门和单位",
    ),
    (
        "medical",
        "医疗救护队",
        "抢救、治疗和转送伤员，指导自救互救",
        "卫生、医药部门",
        "卫生健康部门",
    ),
    ("fire", "消防队", "扑救火灾，担负重要目标消防，协助洗消", "公安部门", "消防救援机构"),
    (
        "public_order",
        "治安队",
        "维护社会治安和交通秩序，保卫重要目标，管制灯火",
        "公安部门",
        "公安机关",
    ),
    (
        "cbrn_epidemic",
        "防化防疫队",
        "对核生化袭击和次生灾害进行观测、监测、侦察、洗消和消毒防疫",
        "卫生、化工、环保等部门",
        "卫生健康、生态环境、应急管理等部门",
    ),
    (
        "comms",
        "通信队",
        "保障人民防空指挥通信，抢修通信设施",
        "邮电部门",
        "工业和信息化、通信管理部门，电信企业",
    ),
    ("transport", "运输队", "转移疏散人员，运送物资", "交通运输部门", "交通运输部门"),
]

# Seen in local practice since the 2010s; an office may change or add to these rows.
NEW = [
    ("information_protection", "信息防护队", "信息网络和信息系统的防护"),
    ("camouflage", "伪装设障队", "重要目标的伪装和设障"),
    ("psychological", "心理防护队", "心理疏导和宣传教育"),
    ("decoy", "引偏诱爆队", "对来袭兵器的引偏诱爆"),
    ("conversion", "平战转换队", "人民防空工程和城市设施的平战转换"),
]


def seed(apps, schema_editor):
    """The seven kinds of the law and a few new ones. Ages as for the urban militia: 18 to 40."""
    kind = apps.get_model("drills", "TeamKind")
    for position, (code, label, duty, by_law, today) in enumerate(STATUTORY, 1):
        kind.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "position": position,
                "is_statutory": True,
                "duty": duty,
                "raised_by_law": by_law,
                "raised_by_today": today,
                "legal_basis": ART_42,
                "age_from": 18,
                "age_to": 40,
            },
        )
    for position, (code, label, duty) in enumerate(NEW, len(STATUTORY) + 1):
        kind.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "position": position,
                "is_new_type": True,
                "duty": duty,
                "age_from": 18,
                "age_to": 40,
            },
        )


class Migration(migrations.Migration):
    """专业队种类: the dictionary that every office starts with."""

    dependencies = [("drills", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
