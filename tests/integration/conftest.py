"""Homes for the integration tests: a made-up commune taken in, built and published through the real stack, without Dagster.

Belongs here: making homes. Does not belong here: what must be true of them.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, demo_commune, write_commune
from pipelines.home import PROJECT_ROOT, Home
from pipelines.ingest.door import Door
from pipelines.ingest.take_in import Intake, take_in
from pipelines.warehouse import increment as increments
from pipelines.warehouse.publish import build_aside, publish

WHEN = datetime(2026, 6, 20, tzinfo=UTC)
SOXOM = str(Path(sys.executable).with_name("soxom"))


@pytest.fixture(scope="session")
def door() -> Iterator[Door]:
    """The real door, its imports paid for once."""
    with Door() as started:
        yield started


class Workshop:
    """Takes in and publishes a home."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def take_in(self, home: Home, at: datetime = WHEN) -> Intake:
        """Take in what is new; nothing is built."""
        return take_in(home, load_catalogue(), self._door, at)

    def publish(self, home: Home, at: datetime = WHEN) -> Home:
        """Take in what is new, build, publish."""
        self.take_in(home, at)
        build_aside(home)
        publish(home)
        return home


@pytest.fixture(scope="session")
def workshop(door: Door) -> Workshop:
    return Workshop(door)


@pytest.fixture(scope="session")
def small_commune() -> Commune:
    """Eight hamlets, six months, no faults."""
    return demo_commune(seed=11, hamlets=8)


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop, small_commune: Commune) -> Home:
    """The small commune with every file dressed as offices dress them, published. Tests only read it."""
    home = Home(tmp_path_factory.mktemp("small"))
    write_commune(home.drop, small_commune, messy=True)
    return workshop.publish(home)


def run_soxom(home: Home, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own."""
    return subprocess.run(
        [SOXOM, *arguments],
        env=os.environ | {"SOXOM_HOME": str(home.root)} | environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_ROOT,
    )


@pytest.fixture(scope="session")
def soxom() -> Callable[..., subprocess.CompletedProcess[str]]:
    return run_soxom


def csv_rows(text: str) -> list[dict[str, Any]]:
    """The rows of a csv on standard output."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def however_much_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a commune of six months, a file touches so much that it would mostly be built whole: let it be an increment all the same."""
    monkeypatch.setattr(increments, "MOST_SHARE", 1)
    monkeypatch.setattr(increments, "MOST_FILES", 1000)
