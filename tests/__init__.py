"""Tests, and the commands that measure: rates of the checks, times of the lessons."""
