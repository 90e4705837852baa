"""The events by which dbt tells what it does: of those that nobody hears, only the name is made.

Belongs here: which events are heard, and dbt's own making of the others left out. Does not belong here: what is done on hearing one
(``dbt.py``).

dbt makes fourteen events of each node and writes each out field by field, twice; at the end one with every result once more. Without a
log one listener hears two kinds of them, and the others cost a tenth of a build. dbt has no flag for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

READY = "ConcurrencyLine"
"""dbt has read, sorted and counted everything, and now runs the first node."""
FINISHED = "NodeFinished"
"""A node has its result."""
_HEARD = frozenset({READY, FINISHED})


@contextlib.contextmanager
def only_heard() -> Iterator[None]:
    """Let dbt make and hand on those two kinds, warnings and errors, and nothing else, until the end of the block."""
    from dbt_common.events.base_types import BaseEvent, EventLevel  # noqa: PLC0415 - heavy
    from dbt_common.events.event_manager import EventManager  # noqa: PLC0415 - heavy
    from dbt_common.events.event_manager_client import ctx_set_event_manager, get_event_manager  # noqa: PLC0415 - heavy

    def is_heard(event: BaseEvent) -> bool:
        return type(event).__name__ in _HEARD or event.level_tag() in (EventLevel.WARN, EventLevel.ERROR)

    class Listening(EventManager):
        def fire_event(self, e: BaseEvent, *arguments: Any, **named: Any) -> None:
            if is_heard(e):
                super().fire_event(e, *arguments, **named)

    complete, usual = BaseEvent.__init__, get_event_manager()

    def make(self: BaseEvent, *arguments: Any, **named: Any) -> None:
        if is_heard(self):
            complete(self, *arguments, **named)
        else:
            self.pb_msg = getattr(self.PROTO_TYPES_MODULE, type(self).__name__)()

    BaseEvent.__init__ = make  # type: ignore[method-assign] # see above
    ctx_set_event_manager(Listening())
    try:
        yield
    finally:
        BaseEvent.__init__ = complete  # type: ignore[method-assign]
        ctx_set_event_manager(usual)
