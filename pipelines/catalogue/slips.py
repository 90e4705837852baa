"""The shape of ``slips.yml``: how a quarter's open findings go back to whoever can mend them.

Belongs here: that one shape. Does not belong here: the slips themselves (``pipelines.quarter.slips``, ``pipelines.reports.slips``).
"""

from __future__ import annotations

from pydantic import Field

from pipelines.catalogue.model import Fact, Identifier, Text


class SlipRules(Fact):
    """Who sends findings back, to whom they go where a file is one hamlet's, and by when they are to be mended."""

    office: Identifier
    """The organisation that checks the figures and writes the slips."""
    hamlet_sender: Identifier
    """The organisation whose people send what covers one hamlet or one team."""
    commune_team: Text
    """The sender of what the commune's own team sends."""
    unknown_sender: Text
    """The sender of a hamlet's file that does not say which hamlet, before the file's name."""
    days_before_report: int = Field(ge=0)
    """So many days before the commune reports, in days, a mended file must be there."""
    message_limit: int = Field(ge=200)
    """The most that the text to paste into a chat may have, in characters."""
