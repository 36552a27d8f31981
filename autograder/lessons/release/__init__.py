"""What students get: one archive with the lessons and what they need, and nothing that gives answers away."""
