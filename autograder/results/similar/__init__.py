"""Submissions whose code agrees beyond what a class shares: a place to look, and no verdict."""
