"""Handing examinations to threads and to machines, and knowing what need not be examined again."""
