"""The quarterly report as a Word document.

Belongs here: its styles, its template and filling it in. Does not belong here: questions (``pipelines.quarter``), the annex.
"""
