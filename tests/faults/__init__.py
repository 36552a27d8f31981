"""Faults: grading is killed, starved and confused on purpose, and grading again has to mend it.

`python -m tests.faults` prints the table.
"""
