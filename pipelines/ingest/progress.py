"""How long work tells whoever watches how far it is.

Belongs here: the shape of it, and the watcher that is nobody. Does not belong here: what is printed (``cli``), what is logged
(``orchestration``).
"""

from __future__ import annotations

from collections.abc import Callable

READING = "Đọc tệp"
"""The step that an intake reports while it reads files."""
Progress = Callable[[str, int, int], None]
"""Called with what is being done (in Vietnamese), how many are done, how many there are."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
