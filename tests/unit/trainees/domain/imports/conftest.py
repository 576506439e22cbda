"""A county with twenty villages, and lists of its people."""

import pytest

from tests.factories import household_lists, places, registers
from trainees.domain.imports import batches, household_list, register_list


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


@pytest.fixture
def bring_households(county):
    """Brings the rows of a household list in at once; returns the batch."""

    def bring(*rows, data=None, name="脱贫户名册.xlsx", by=None, **about):
        data = data or household_lists.workbook(*rows)
        about = {"source": "县乡村振兴局"} | about
        return batches.import_now(county, kind="poverty", data=data, name=name, by=by, **about)

    return bring


@pytest.fixture
def judged(county):
    """What a dry run says of the rows of a household list: (row, column, code), refusals first."""

    def judged(*rows, data=None, name="名册.xlsx", **about):
        kept = household_list.kept(data or household_lists.workbook(*rows), name=name)
        checked = household_list.check(kept, name=name, region=county, **about)
        remarks = sorted(checked.rows.remarks, key=lambda remark: not remark[3])
        return [(checked.rows.at[n][1], column, code) for n, column, code, *_rest in remarks]

    return judged
