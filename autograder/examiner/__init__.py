"""The examiner: what is judged outside of the student's process, and the reference it is compared with."""
