"""The ``soxom`` command.

Belongs here: arguments, what is printed where, exit codes. Does not belong here: any work of its own.
Data goes to standard output; progress and log to standard error; exit 0 done, 1 failed, 2 wrong use, 3 refused.
"""
