"""Command line of the figures on the full MNIST: `python -m tests.benchmarks.results`."""

import argparse
import os
import sys
from collections.abc import Sequence

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"  # faster; a record says on which machine it was made

THREADS = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Train what has no record yet; write the tables and plots."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.results", description=__doc__)
    parser.add_argument("--table", action="append", help="train for this table only; may be repeated")
    parser.add_argument("--threads", type=int, default=THREADS, help=f"of TensorFlow; {THREADS} if left out")
    parser.add_argument("--show", action="store_true", help="train nothing, write tables and plots anew")
    options = parser.parse_args(argv)

    import tensorflow as tf

    from tests.benchmarks.results import comparison, cures, ladder, mlp, page, published, small

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    tables = {table.TABLE: table for table in (comparison, mlp, published, ladder, small, cures)}
    for name in options.table or tables:
        if name not in tables:
            parser.error(f"there is no table {name!r}; expected {' or '.join(tables)}")
        for run in tables[name].runs():
            if options.show or run.path.exists():
                continue
            print(f"{name}: {run.name}", flush=True)
            record = tables[name].make(run, lambda line: print(f"  {line}", flush=True))
            print(f"  {record.get('test_accuracy', 'held out')}", flush=True)
            page.write([tables[name]])
    page.write(list(tables.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
