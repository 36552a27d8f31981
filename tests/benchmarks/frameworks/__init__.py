"""Training LeNet-5 in Keras and in PyTorch, in turn, in one run: `python -m tests.benchmarks.frameworks`.

Both train the same network from the same weights on the same batches in the same order. PyTorch lives in an
environment of its own, which the command makes under `build/`; nothing else of the project needs it. Each
framework works in a process of its own for each number of threads, and waits while the other one works.
"""
