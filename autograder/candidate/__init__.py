"""The candidate: the process that runs a student's cells, and the conversation with it."""
