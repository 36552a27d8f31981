"""What goes back to students: a page for each submission, and the pages as an LMS takes them back."""
