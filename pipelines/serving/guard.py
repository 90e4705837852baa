"""Who may ask: a browser on this computer, of a page that came from here.

Belongs here: what is checked of every request and said with every answer. Does not belong here: what is answered.

Nothing listens but on 127.0.0.1, and nobody logs in. That leaves one stranger: a web page elsewhere, open in the same browser,
which sends requests here. It comes under its own name (``Host``, after its name was pointed at 127.0.0.1) or says where it is
from (``Origin``, which browsers add to every form, script and socket that could change something). Both are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_THIS_COMPUTER = re.compile(r"(127\.0\.0\.1|localhost)(:[0-9]{1,5})?", re.IGNORECASE)
"""What a computer calls itself to itself."""
_REFUSED = "Chỉ mở được từ chính máy này, ở địa chỉ mà lệnh «soxom serve» in ra.\n"


class OnlyFromHere:
    """Answers 403 unless Host names this computer and Origin, where there is one, is the very address asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Also of a web socket, which a browser lets any page open."""
        if scope["type"] in ("http", "websocket") and not is_from_here(Headers(scope=scope)):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await PlainTextResponse(_REFUSED, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_from_here(headers: Headers) -> bool:
    """Whether the request names this computer, and comes from a page of the same address or from no page."""
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    return len(hosts) == 1 and _THIS_COMPUTER.fullmatch(hosts[0]) is not None and origins in ([], [f"http://{hosts[0]}"])


class SaidWithEvery:
    """Adds headers to every answer. ``headers``: from the path asked for to what is said with its answer."""

    def __init__(self, app: ASGIApp, headers: Callable[[str], Mapping[str, str]]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Replaces what the answer itself said under the same name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers(scope["path"]))
            await send(message)

        await self._app(scope, receive, with_headers)


def guards() -> list[Middleware]:
    """What stands before every server of ours."""
    return [Middleware(OnlyFromHere)]
