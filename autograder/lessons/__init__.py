"""Lessons as text, the notebooks made from them, and what students are given."""
