"""What auditors take away in one folder: tables with their dictionary, lineage of columns, dbt's documentation, the door's results, runs.

Belongs here: that folder's files. Does not belong here: a figure's own trace (``pipelines.reports.trace``), the questions.
Everything opens from disk with no network.
"""
