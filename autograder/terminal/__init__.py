"""What an instructor sees in the terminal."""
