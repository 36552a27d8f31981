"""The course's directory: its folders, the record of what was graded, files written in one step."""
