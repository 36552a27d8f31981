"""What grading a class costs, beside stock nbgrader: `python -m tests.benchmarks.classes [--quick]`."""
