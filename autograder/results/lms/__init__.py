"""Grades for a learning management system: files that Canvas and Moodle import."""
