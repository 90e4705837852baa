"""dbt's own documentation of the project as one page that opens from disk with no network.

Belongs here: filling dbt's page with the prepared project. Does not belong here: descriptions (the models' YAML).

``dbt docs generate --static`` puts manifest and catalogue into the same page, but parses and compiles again, asks a warehouse, and writes
down the moment and the machine. Both are at hand here: the same project gives the same bytes, and nothing of the machine goes in.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.warehouse.prepared import prepare

_LOADS_NOTHING = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'none'\">"
)
"""dbt's page holds all that it needs; with this it could not fetch more if it wanted to."""
_HEAD = '<meta charset="utf-8">'
_NO_MOMENT = "2026-01-01T00:00:00Z"
"""The page must be told one, and it must always be the same."""
_OVERVIEW = """# Sổ xóm: từ tệp nhận đến số liệu

- **Sources** (nguồn): các dòng như đã đọc từ tệp của từng đơn vị, một bảng một nguồn.
- **Staging** (chuẩn hóa): chữ thành số, ngày; không có quy tắc nào.
- **Checks** (kiểm tra): mỗi quy tắc kiểm tra một bảng.
- **Intermediate** (trung gian): kỳ nào, xóm nào, tệp nào được tính; tử số, mẫu số.
- **Marts** (số liệu): các bảng đã công bố.

Mỗi bảng có mô tả (tiếng Việt, rồi tiếng Anh trong ngoặc), từng cột, các điều kiện phải đúng (tests), câu lệnh SQL
và sơ đồ nguồn gốc: bấm nút tròn ở góc dưới bên phải.
"""


def docs_page(compiled: Mapping[str, str]) -> str:
    """The page as HTML. ``compiled``: each built model's SQL by name (``dictionary.compiled_sql``).

    Raises DbtError when the project does not parse, ValueError when dbt's page is not as it was.
    """
    manifest: dict[str, Any] = json.loads(prepare().read_text(encoding="utf-8"))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["name"] in compiled:
            node |= {"compiled": True, "compiled_code": compiled[node["name"]]}
    manifest["docs"]["doc.dbt.__overview__"]["block_contents"] = _OVERVIEW
    _forget_machine(manifest)
    page = _own_page().read_text(encoding="utf-8")
    for place, content in (
        ('"MANIFEST.JSON INLINE DATA"', _as_script(manifest)),
        ('"CATALOG.JSON INLINE DATA"', _as_script(_catalog(manifest))),
        (_HEAD, _HEAD + _LOADS_NOTHING),
    ):
        if page.count(place) != 1:
            raise ValueError(f"dbt's page has {page.count(place)} times {place}")
        page = page.replace(place, content)
    return page


def _own_page() -> Path:
    found = importlib.util.find_spec("dbt.task.docs")
    if found is None or found.origin is None:
        raise ValueError("dbt has no page")
    return Path(found.origin).with_name("index.html")


def _forget_machine(manifest: dict[str, Any]) -> None:
    """Nothing of the moment, the user or the folder that the project was parsed in."""
    kept = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type", "send_anonymous_usage_stats")
    manifest["metadata"] = {name: manifest["metadata"][name] for name in kept} | {"generated_at": _NO_MOMENT, "env": {}}
    for part in ("nodes", "sources", "macros", "unit_tests"):
        for node in manifest[part].values():
            node.pop("created_at", None)
            node.pop("root_path", None)


def _catalog(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a database would say of each table: its columns in their order, with their types, as the contracts enforce them."""

    def entry(node: dict[str, Any]) -> dict[str, Any]:
        columns = {
            name: {"type": (column["data_type"] or "").upper(), "index": place, "name": name, "comment": None}
            for place, (name, column) in enumerate(node["columns"].items(), start=1)
        }
        named = {"type": "BASE TABLE", "schema": node["schema"], "name": node["name"], "database": "soxom", "comment": None, "owner": None}
        return {"metadata": named, "columns": columns, "stats": {}, "unique_id": node["unique_id"]}

    return {
        "metadata": {"generated_at": _NO_MOMENT, "env": {}},
        "nodes": {key: entry(node) for key, node in manifest["nodes"].items() if node.get("compiled_code") and node["columns"]},
        "sources": {key: entry(node) for key, node in manifest["sources"].items()},
        "errors": None,
    }


def _as_script(document: dict[str, Any]) -> str:
    """JSON that no text in it can end the script."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/").replace("<!--", "<\\u0021--")
