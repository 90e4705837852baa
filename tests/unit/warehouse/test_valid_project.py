"""A project that dbt has parsed is not checked again: neither the check nor its library runs."""

from __future__ import annotations

import subprocess
import sys

from pipelines.home import PROJECT_ROOT

SCRIPT = """
import sys
from pipelines.warehouse.dbt import take_project_as_valid
take_project_as_valid()
from dbt.contracts.project import Project
Project.validate({"name": "of_no_version", "nonsense": 1})
assert "mashumaro.jsonschema.builder" not in sys.modules
"""


def test_what_was_found_valid_is_taken_as_valid() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, cwd=PROJECT_ROOT)


def test_dbt_would_have_checked_it() -> None:
    asked = SCRIPT.replace("take_project_as_valid()", "")
    found = subprocess.run([sys.executable, "-c", asked], check=False, cwd=PROJECT_ROOT, capture_output=True, text=True)
    assert found.returncode != 0
    assert "ValidationError" in found.stderr
