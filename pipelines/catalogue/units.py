"""The words for what figures are counted in (``units.yml``).

Belongs here: reading them. Does not belong here: which column has which unit (the sources' files, the marts' YAML).
They are no part of ``Catalogue``, which a closed quarter keeps a copy of: words of units are no definition.
"""

from __future__ import annotations

from functools import cache

import yaml

from pipelines.catalogue.load import CATALOGUE_DIR, CatalogueError
from pipelines.catalogue.model import Text


@cache
def load_units() -> dict[str, Text]:
    """Every unit's words, by id. Raises CatalogueError."""
    path = CATALOGUE_DIR / "units.yml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {unit: Text.model_validate(words) for unit, words in content.items()}
    except (AttributeError, ValueError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
