"""What ``soxom serve`` starts: the officer's web UI, the auditors' read-only one, and the pages.

Belongs here: processes, ports, and who may ask over HTTP. Does not belong here: Dagster's own programs
(``pipelines.orchestration.ui``), what stands on a page (``pipelines.reports``), what is printed (``pipelines.cli``).
"""
