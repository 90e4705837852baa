"""A small clean commune, made once: planting and dressing leave it as it is."""

import pytest

from pipelines.demo import Commune, demo_commune


@pytest.fixture(scope="session")
def clean() -> Commune:
    """Fourteen hamlets, two quarters; the pair Phú Lân and Phú Lan among them."""
    return demo_commune(seed=7, hamlets=14, months=6)
