"""The pages of a quarter, for the office and for the public: plain files that open from disk or any web server.

Belongs here: what the pages show and how they are written. Does not belong here: figures (``pipelines.quarter``), layout
(``templates/site``).
"""
