"""Collecting what an LMS gives: its archives, read by its own names for files, into students' folders."""
