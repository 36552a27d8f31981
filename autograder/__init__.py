"""What an instructor runs: build the lessons, grade submissions, look at the result."""
