"""What the models promise of the tables stands in the database, whatever way the migrations took."""

import pytest
from django.apps import apps
from django.db import connection

OURS = {"lms", "kit", "media", "courses", "trainees", "certificates"}
MODELS = [one for one in apps.get_models() if one._meta.app_label in OURS and one._meta.managed]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_constraints_and_indexes_stand_in_the_database(model):
    said = {one.name for one in (*model._meta.constraints, *model._meta.indexes)}
    with connection.cursor() as cursor:
        held = set(connection.introspection.get_constraints(cursor, model._meta.db_table))
    assert said <= held
