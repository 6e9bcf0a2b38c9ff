from django.db import migrations


def fill_register(apps, editor):
    """Shelters of the first release: place from the project, areas from the acceptance, and filed
    where a certificate is in force."""
    shelter_model = apps.get_model("engineering", "Shelter")
    documents = apps.get_model("documents", "IssuedDocument")
    for shelter in shelter_model.objects.select_related("project"):
        shelter.division_id = shelter.project.division_id
        shelter.address = shelter.project.address
        passed = shelter.acceptances.filter(conclusion="passed").order_by("-id").first()
        if passed is not None:
            shelter.built_area = passed.built_area
            shelter.shelter_area = passed.shelter_area
            shelter.headcount = passed.headcount
            shelter.completed_on = passed.accepted_on
            if documents.objects.filter(
                kind="completion_certificate", subject_id=shelter.pk, voiding__isnull=True
            ).exists():
                shelter.state = "filed"
        shelter.save()


class Migration(migrations.Migration):
    dependencies = [
        ("engineering", "0006_shelter_append_only"),
        ("documents", "0003_append_only"),
    ]

    operations = [migrations.RunPython(fill_register, migrations.RunPython.noop)]
