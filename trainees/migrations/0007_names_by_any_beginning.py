from django.db import migrations

CREATE = """
CREATE INDEX trainee_names_by_any_beginning ON trainees_trainee USING gin (to_tsvector('simple',
    name_pinyin || ' ' || name || ' ' || substr(name, 2) || ' ' || substr(name, 3) || ' ' || substr(name, 4)))
"""


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    """SQLite looks through the names themselves: a county there has some ten thousand people."""

    dependencies = [("trainees", "0006_session_flags")]

    operations = [
        migrations.RunPython(on_postgresql(CREATE), on_postgresql("DROP INDEX trainee_names_by_any_beginning")),
    ]
