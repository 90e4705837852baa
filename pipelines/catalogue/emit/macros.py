"""Generates the macro that lists the indicator models, so that their union names none by hand.

Belongs here: Jinja made from facts. Does not belong here: macros with logic, which people write.
"""

from __future__ import annotations

from pipelines.catalogue.emit.text import header
from pipelines.catalogue.load import Catalogue


def macro_files(catalogue: Catalogue) -> dict[str, str]:
    """``indicator_models()``: the sorted, distinct models that compute indicators."""
    models = sorted({indicator.model for indicator in catalogue.indicators.values()})
    names = "\n".join(f"    '{model}'," for model in models)
    text = f"{{# {header('indicators/')} #}}\n\n{{% macro indicator_models() %}}\n{{{{ return([\n{names}\n]) }}}}\n{{% endmacro %}}\n"
    return {"dbt_project/macros/generated_indicator_models.sql": text}
