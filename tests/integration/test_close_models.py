"""What a package is made of may not depend on what is closed already."""

from __future__ import annotations

import json
from functools import cache

from pipelines.home import PROJECT_ROOT
from pipelines.quarter.package_tables import LEFT_OUT, PREFIXES, READ_FROM


def test_nothing_of_the_package_depends_on_what_is_closed() -> None:
    """A restatement and a rebuild write the same bytes, because no packaged table reads the closed figures."""
    manifest = json.loads((PROJECT_ROOT / "dbt_project" / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"]

    @cache
    def upstream(key: str) -> frozenset[str]:
        parents = frozenset(nodes[key]["depends_on"].get("nodes", ())) if key in nodes else frozenset()
        return parents.union(*map(upstream, parents))

    packaged = [
        key
        for key, node in nodes.items()
        if node["resource_type"] == "model" and node["name"].startswith(PREFIXES) and node["name"] not in LEFT_OUT
    ]
    assert packaged
    for key in packaged:
        name = nodes[key]["name"]
        read_key = f"model.soxom.{READ_FROM.get(name, name)}"
        assert "source.soxom.raw.closed_figure" not in upstream(read_key), name
    assert "source.soxom.raw.closed_figure" in upstream("model.soxom.fct_indicator"), "it is looked for under its right name"
