"""The annex: a workbook with every figure of a quarter.

Belongs here: its sheets and how they look. Does not belong here: questions (``pipelines.quarter``), the report (``word``).
"""
