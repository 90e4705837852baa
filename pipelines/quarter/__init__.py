"""What a quarter says: its indicators, its files, who has not reported.

Belongs here: questions of the domain asked of the published warehouse. Does not belong here: how answers look (``reports``, ``cli``).
"""
