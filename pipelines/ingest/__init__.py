"""From a dropped file to rows of text with their provenance.

Belongs here: containers, encodings, layouts, cells, personal data, the archive, the lake's Parquet files, the door.
Does not belong here: what a figure means. Which hamlet, which period and which file counts are decided in dbt,
because each depends on other files that may arrive later.
"""
