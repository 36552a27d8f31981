"""What grading a class costs, beside stock nbgrader: `python -m tests.class_bench [--quick]`."""
