from tests.code.tally import tally

RESULT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


def test_tally_adds_all_files_up(tmp_path):
    (tmp_path / "a.xml").write_text(RESULT.format(5, 1, 1, 0))
    (tmp_path / "b.xml").write_text(RESULT.format(7, 0, 0, 2))
    assert tally([str(tmp_path / "a.xml"), str(tmp_path / "b.xml")]) == (8, 2, 2)
