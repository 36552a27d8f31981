"""Question sheets, keys and rubrics on paper, and the same questions as files for an LMS."""
