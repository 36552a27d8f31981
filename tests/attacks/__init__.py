"""The attack corpus: hostile submissions to our own lessons, and a runner that says what each of them got.

`python -m tests.attacks --mode ours|weak|both` grades them in a course in a temporary folder. In the weaker
mode many of them succeed, so each is made harmless beyond that course: it knows no path outside of it, it
signals no process but the grader above it, it connects to nothing but the runner's own trap on this
machine, and what it eats is bounded in size and in seconds.
"""
