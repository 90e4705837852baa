"""Sổ Xóm: from the offices' spreadsheets to a commune's indicators.

Belongs here: nothing but this package's sub-packages, which are its layers. They import downwards only
(``catalogue`` <- ``ingest`` <- ``warehouse`` <- ``quarter`` <- ``reports`` <- ``orchestration`` and ``cli``);
``make check`` enforces it. See docs/architecture.md.
"""
