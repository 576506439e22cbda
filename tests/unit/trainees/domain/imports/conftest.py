"""A county with twenty villages, and lists of its people."""

import pytest

from tests.factories import places, registers
from trainees.domain.imports import batches, register_list


@pytest.fixture
def county(db):
    for number in range(1, 21):
        places.village(number)
    return places.region()


@pytest.fixture
def bring(county):
    """Brings rows in at once; returns the batch."""

    def bring(*rows, name="名单.xlsx", data=None, by=None):
        return batches.import_now(county, kind="register", data=data or registers.as_xlsx(list(rows)), name=name, by=by)

    return bring


@pytest.fixture
def found(county):
    """What a dry run says of rows: (row, column, code), refusals first."""

    def found(*rows, data=None, name="名单.xlsx"):
        checked = register_list.check(data or registers.as_xlsx(list(rows)), name=name, region=county)
        remarks = sorted(checked.rows.remarks, key=lambda remark: not remark[3])
        return [(checked.rows.at[n][1], column, code) for n, column, code, *_rest in remarks]

    return found
