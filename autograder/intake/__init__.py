"""What students handed in: what is wrong with it, what lies beside it, and its repair."""
