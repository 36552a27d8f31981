"""A course with NumPy, pandas and matplotlib: magics, shell commands, await, displays that change."""

from tests.support.courses.cells import answer, code, given, notebook, program, tests, text
from tests.support.courses.course import Course

ASSIGNMENT = "lab2"

TEMPERATURES = "day,celsius\n1,10.5\n2,12.0\n3,8.5\n4,15.0\n"

SETUP = """%matplotlib inline
import asyncio
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from IPython.display import clear_output, display, HTML, Markdown
files = !ls *.csv
"""
TABLE = "table = pd.read_csv(files[0])\nwarm = table[table.celsius > 10]\nwarm"
LOGS = "logs = np.log(np.array([0.0, 1.0, np.e]))"
FIGURE = "fig, ax = plt.subplots()\nax.plot(table.day, table.celsius)\nax.set_title('April')\nplt.show()"
SENSOR = "class Sensor:\n    def __init__(self, values):\n        self.values = np.asarray(values)"
SENSOR_MEAN = "class Sensor(Sensor):\n    def mean(self):\n        return self.values.mean()"
FETCH = "async def fetch(n):\n    await asyncio.sleep(0.01)\n    return n * n\n\nfour = await fetch(2)"
PROGRESS = """handle = display(Markdown('0 %'), display_id=True)
for step in range(3):
    clear_output(wait=True)
    print('step', step)
    handle.update(Markdown(f'{50 * step} %'))
total = step"""
SLIDER = """import ipywidgets
slider = ipywidgets.IntSlider(value=3, max=10)
slider.value += 4
display(slider)"""
PARALLEL = """from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    halves = list(pool.map(lambda n: n / 2, range(4)))
with ProcessPoolExecutor(2) as pool:
    powers = list(pool.map(abs, [-1, 2]))"""

LAB = notebook(
    text("# Temperatures"),
    given("setup", SETUP),
    answer("table", TABLE),
    tests(
        "table-test",
        2,
        "assert list(warm.day) == [1, 2, 4]",
        "pd.testing.assert_frame_equal(warm, table[table.celsius > 10])",
    ),
    answer("logs", LOGS),
    tests("logs-test", 1, "np.testing.assert_allclose(logs[1:], [0, 1])\nassert logs[0] == -np.inf"),
    tests("logs-warning", 1, "np.log(np.zeros(1))"),
    answer("figure", FIGURE),
    tests("figure-test", 1, "assert len(ax.lines) == 1 and ax.get_title()\nfig"),
    answer("sensor", SENSOR),
    tests("sensor-test", 1, "assert Sensor([1, 2]).values.sum() == 3"),
    answer("sensor-mean", SENSOR_MEAN),
    tests("sensor-mean-test", 2, "assert Sensor([1, 3]).mean() == 2\nnp.float64(0.5)"),
    answer("fetch", FETCH),
    tests("fetch-test", 2, "assert four == 4\nassert await asyncio.gather(fetch(3), fetch(4)) == [9, 16]"),
    answer("progress", PROGRESS),
    tests("progress-test", 1, "clear_output()\nassert total == 2\nMarkdown('**fine**')"),
    answer("slider", SLIDER),
    tests("slider-test", 1, "assert slider.value == 7"),
    answer("parallel", PARALLEL),
    tests("parallel-test", 1, "assert halves[3] == 1.5 and powers == [1, 2]"),
    tests("timed", 2, "%%time\nassert total == 2"),
    tests("share", 3, "%timeit -n1 -r1 sum(range(10))\nround(3 * (list(warm.day) == [1, 2, 4]) / 2, 1)"),
    tests("shell", 1, "!echo out\nkept = !cat notes.txt\nassert kept == ['hello']"),
    code("%%capture said\nprint('quiet')"),
    program("notes", 1, "plt.savefig('figure.png')"),
    tests(
        "captured",
        1,
        "import os\nassert said.stdout.strip() == 'quiet'\nassert not os.path.exists('figure.png')",
    ),
)

FILES = {f"{ASSIGNMENT}/lab.ipynb": LAB, f"{ASSIGNMENT}/april.csv": TEMPERATURES}

RIGHT = {
    "table": "%%time\n" + TABLE,
    "logs": LOGS,
    "figure": FIGURE,
    "sensor": SENSOR,
    "sensor-mean": SENSOR_MEAN,
    "fetch": FETCH,
    "progress": PROGRESS + "\nfrom tqdm import tqdm\nfor _ in tqdm(range(3)): pass",
    "slider": SLIDER,
    "parallel": PARALLEL + "\n!echo hello > notes.txt",
}


def hand_in(course: Course) -> None:
    """A class of five honest students."""
    course.hand_in("ada", ASSIGNMENT, {"lab": RIGHT})
    half = {name: RIGHT[name] for name in ("table", "sensor", "fetch", "parallel")}
    half |= {"logs": "import logging\nlogging.warning('zero')\nlogs = [0, 0, 1]", "figure": "plt.plot([1])"}
    course.hand_in("bao", ASSIGNMENT, {"lab": half})
    course.hand_in("chidi", ASSIGNMENT, {"lab": {}})
    wrong = {
        "table": "warm = pd.read_csv('may.csv')",
        "logs": "logs = np.log([0, 1, 2])",
        "figure": "fig, ax = plt.subplots()",
        "sensor": "class Sensor: pass",
        "sensor-mean": "Sensor.mean = lambda self: 2",
        "fetch": "four = fetch(2)",
        "progress": "%nosuchmagic\ntotal = 2",
        "slider": "!nosuchcommand\nslider = 7",
        "parallel": "%%writefile notes.txt\nhello",
    }
    course.hand_in("dita", ASSIGNMENT, {"lab": wrong})
    place = course.hand_in("emil", ASSIGNMENT, {"lab": RIGHT | {"notes": "fig.savefig('figure.png')"}})
    (place / "april.csv").write_text("day,celsius\n1,0\n")
