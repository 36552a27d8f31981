"""Courses of other people, with honest submissions: what grading must not change."""
