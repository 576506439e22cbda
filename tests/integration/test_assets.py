"""The browser's code is built from the apps alone, in a checkout that has already run a server."""

import shutil
import subprocess

from tests.conftest import ROOT


def test_build_leaves_out_what_a_run_has_collected(tmp_path):
    shutil.copytree(ROOT / "script", tmp_path / "script")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for app in ("lms", "media", "courses", "trainees"):
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("build"))
    shutil.copy(ROOT / "package.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    collected = tmp_path / "var/static/lms/js/app.js"
    collected.parent.mkdir(parents=True)
    collected.write_text("// entry\nconsole.log('collected');\n")

    done = subprocess.run(["node", "script/assets.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "collected" not in (tmp_path / "lms/static/lms/build/app.js").read_text()
