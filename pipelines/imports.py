"""What our processes do not import, though a library would: each heavy one is imported for a run that lasts seconds.

Belongs here: putting off, hiding, and collecting less while importing. Does not belong here: which module is spared where, and why.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class _Late(ModuleType):
    """Stands for a module until something of it is asked for. (``importlib.util.LazyLoader`` loads at the next ``import`` already.)"""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        sys.modules.pop(self.__name__, None)
        loaded = importlib.import_module(self.__name__)
        self.__dict__.update(vars(loaded))
        return getattr(loaded, name)


def _found(name: str) -> ModuleSpec | None:
    """Where a module is. ``importlib.util.find_spec`` would run the packages that it is in, and they import what is to be spared."""
    spec, sought = None, ""
    for part in name.split("."):
        sought = f"{sought}.{part}".lstrip(".")
        spec = PathFinder.find_spec(sought, spec.submodule_search_locations if spec else None)
        if spec is None:
            return None
    return spec


def put_off(*modules: str) -> None:
    """Let these modules run only when something of theirs is first used: what a library imports and we never come to use."""
    for name in modules:
        if name not in sys.modules and _found(name) is not None:
            sys.modules[name] = _Late(name)


class _NamesOnly(ModuleType):
    """Stands for a module that others take names from and never use: each name is an empty class."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        empty = type(name, (), {"__module__": self.__name__, "__doc__": "Stands for what this process does without."})
        setattr(self, name, empty)
        return empty


def names_only(*modules: str) -> None:
    """Let these modules give names without being run: what a library's package offers to others, and we never take."""
    for name in modules:
        found = _found(name) if name not in sys.modules else None
        if found is not None:
            stand_in = sys.modules[name] = _NamesOnly(name)
            stand_in.__path__ = found.submodule_search_locations or []  # what is inside a package can still be imported


class _Absent:
    """Finds that these modules are not installed."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        self._modules = modules

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> None:
        if name in self._modules:
            raise ModuleNotFoundError(f"{name} is hidden from this process", name=name)


def do_without(*modules: str) -> None:
    """Let imports of these fail as if they were not installed: what a library can use, looks for, and we never have it use."""
    sys.meta_path.insert(0, _Absent(modules))


@contextmanager
def hidden(*modules: str) -> Iterator[None]:
    """Do without these for a moment: while a library looks for them. What was imported before stays."""
    absent = _Absent(modules)
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        sys.meta_path.remove(absent)


def collect_nothing() -> None:
    """Search for no garbage while libraries are imported: they make millions of objects and drop few. ``collect_seldom`` ends it.

    A quarter of the time that Great Expectations takes to import, and a fifth of dbt's, is that search.
    """
    gc.disable()


def collect_seldom() -> None:
    """What was imported stays for good; of the rest, let a process that lives for seconds search now and then."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    gc.enable()


@contextmanager
def importing() -> Iterator[None]:
    """Search for no garbage in here, and seldom from then on."""
    collect_nothing()
    try:
        yield
    finally:
        collect_seldom()


def no_threads_for_algebra() -> None:
    """Let NumPy's algebra start no threads, here and in processes started from here: we add up, and its threads spin while they wait."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
