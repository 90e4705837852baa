"""What people read: tables, pages.

Belongs here: turning answers of ``quarter`` into something to look at. Does not belong here: figures of its own.
"""
