from django.db import migrations, models


def spell_known_regions(apps, schema_editor):
    """Divisions imported before have a name only."""
    from courses.domain.region_search import spell

    regions = apps.get_model("courses", "Region").objects.using(schema_editor.connection.alias)
    for region in regions.filter(spelling=""):
        region.spelling = spell(region.name)
        region.save(update_fields=["spelling"])


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_sessions_exclude_each_other"),
    ]

    operations = [
        migrations.AddField(
            model_name="region",
            name="spelling",
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.RunPython(spell_known_regions, migrations.RunPython.noop),
    ]
