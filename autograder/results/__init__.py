"""What came out: the gradebook read, tables, reports, and files for an LMS."""
