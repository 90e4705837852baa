"""The pages as an HTTP server that only reads.

Belongs here: answering GET and HEAD. Does not belong here: what may be shown (``pipelines.reports.shown``).
"""

from __future__ import annotations

import os
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipelines.home import Home
from pipelines.reports.shown import AUDIT, list_page, shown_file, shown_folder
from pipelines.serving.guard import SaidWithEvery, guards

_NOWHERE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_OURS = f"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; {_NOWHERE}"
"""Our pages hold style and drawings and no script; a browser is told to run none and to fetch nothing from elsewhere."""
_AUDIT = f"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'none'; {_NOWHERE}"
"""dbt's own page, in the auditors' folder, is one large script with all that it shows; it too may fetch nothing."""
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_WORDS = {404: "Không có trang này. Hãy mở lại từ trang đầu.\n", 405: "Các trang chỉ để xem.\n"}


class Shown(StaticFiles):
    """Starlette's own static files, of the folders that may be shown and no other."""

    def __init__(self, home: Home) -> None:
        super().__init__(directory=home.root, html=True, check_dir=False)
        self._home = home

    async def check_config(self) -> None:
        """A home may be empty yet."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where the file of an address is, links followed; nothing where it may not be shown."""
        found = shown_file(self._home, path)
        return ("", None) if found is None else (str(found), found.stat())


def build_pages(home: Home) -> Starlette:
    """The application: ``/`` lists what there is, anything else is a file below the home."""

    def first_page(_request: Request) -> Response:
        return HTMLResponse(list_page(home))

    async def in_words(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        return PlainTextResponse(_WORDS.get(status, "Không xem được trang này.\n"), status, headers)

    return Starlette(
        routes=[Route("/", first_page), Mount("/", Shown(home))],
        middleware=[Middleware(SaidWithEvery, headers=headers_of), *guards()],
        exception_handlers={HTTPException: in_words},
    )


def headers_of(path: str) -> dict[str, str]:
    """What is said with the answer to a path."""
    folder = shown_folder(path.lstrip("/"))
    is_audit = folder is not None and folder.name == AUDIT
    return HEADERS | {"Content-Security-Policy": _AUDIT if is_audit else _OURS}


def serve_pages(home: Home, port: int) -> None:
    """Serve until the process is told to end."""
    settings: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False}
    uvicorn.run(build_pages(home), host="127.0.0.1", port=port, **settings)
