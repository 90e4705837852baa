"""From the lake to the published warehouse file, and reading it.

Belongs here: running dbt, publishing what it built, opening what is published.
Does not belong here: what the models compute (``dbt_project/``), or what is read for (``quarter``, ``reports``).
"""
