"""The documents and pages that a closed quarter has for ever, made while it is closed.

Belongs here: which files those are, and in what standing. Does not belong here: what is in them (``word``, ``annex``, ``site``), the
close itself (``pipelines.quarter.close``), putting them in their places again (``quarter_files.py``, ``site/write.py``).
"""

from __future__ import annotations

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.closing import closing_snapshot
from pipelines.quarter.report_facts import quarter_facts
from pipelines.quarter.standing import Standing
from pipelines.reports.issuer import issuer_of
from pipelines.reports.quarter_files import edited_files, quarter_files
from pipelines.reports.site.answers import gather
from pipelines.reports.site.write import OFFICE, PUBLIC, office_pages, public_pages


def closing_documents(home: Home, quarter: str, standing: Standing) -> dict[str, bytes]:
    """Path in the package's ``reports/`` -> content: report, annex and pages in the standing that the close gives their figures.

    What the officer has edited goes along under another name. Raises NotPublishedError, LookupError, OfficerSettingsError,
    TemplateError.
    """
    with closing_snapshot(home, quarter, standing) as figures:
        documents = quarter_files(home, quarter_facts(figures, quarter), standing, issuer_of(home))
        answers = gather(figures, load_catalogue(), quarter, standing)
    for folder, pages in ((OFFICE, office_pages(answers)), (PUBLIC, public_pages(answers))):
        documents |= {f"{folder}/{name}": text.encode() for name, text in pages.items()}
    return documents | edited_files(home, quarter)
