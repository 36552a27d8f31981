"""The demonstration: a sample class graded in a course of its own."""
