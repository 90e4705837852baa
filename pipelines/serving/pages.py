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
from pipelines.reports.shown import list_page, shown_file
from pipelines.serving.guard import SaidWithEvery, guards

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Our pages hold style and drawings and no script; a browser is told to run none and to fetch nothing from elsewhere."""
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
        middleware=[Middleware(SaidWithEvery, headers=HEADERS), *guards()],
        exception_handlers={HTTPException: in_words},
    )


def serve_pages(home: Home, port: int) -> None:
    """Serve until the process is told to end."""
    settings: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False}
    uvicorn.run(build_pages(home), host="127.0.0.1", port=port, **settings)
