"""Tables of answers: right ones written another way, and mistakes seen in class."""
