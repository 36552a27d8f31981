"""A first course in Python: asserts, hidden tests, partial credit, data and a module beside the notebook."""

import nbformat
from nbformat.v4 import new_code_cell, new_output

from tests.support.courses.cells import answer, code, given, notebook, program, task, tests, text, written
from tests.support.courses.course import Course, filled

ASSIGNMENT = "week1"

SHOP = '''import csv


def load(path):
    """Read prices by name."""
    with open(path) as file:
        return {row["name"]: float(row["price"]) for row in csv.DictReader(file)}
'''
PRICES = "name,price\napple,0.5\nbread,2.25\ncheese,4.0\n"

MEAN = "def mean(values):\n    if not values:\n        raise ValueError('no values')\n"
MEAN += "    return sum(values) / len(values)"
CHEAPEST = "cheapest = min(prices, key=prices.get)\ndearest = max(prices, key=prices.get)"
COUNT = "def count(text):\n    found = {}\n    for word in text.lower().split():\n"
COUNT += "        found[word] = found.get(word, 0) + 1\n    return found"
SAVE = "def save(path, text):\n    with open(path, 'w') as file:\n        file.write(text)"

LISTS = notebook(
    text("# Prices"),
    given("setup", "from shop import load\n\nprices = load('prices.csv')\nprices"),
    text("Write `mean`."),
    answer("mean", MEAN),
    code("mean([1, 2, 3])"),
    tests("mean-test", 2, "assert mean([1, 2, 3]) == 2", "assert mean(prices.values()) == 2.25"),
    tests(
        "mean-error",
        0.5,
        "try:\n    mean([])\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no error')",
    ),
    answer("cheapest", CHEAPEST),
    tests(
        "cheapest-test",
        3,
        "earned = 0\nif cheapest == 'apple':\n    earned += 1\nearned + 1.5 * (dearest == 'cheese')",
    ),
    program("own-idea", 2, "sorted(prices)"),
    written("why", 2, "Because a dict remembers names."),
    task("explore", 3, "Find something out about the prices. Use as many cells as you like."),
    tests("truth", 1, "cheapest == 'apple'"),
    tests("printed", 1, "print('checked', len(prices))"),
    tests("warned", 1, "import warnings\nwarnings.warn('old style')"),
    tests("negative", 1, "-1"),
)

WORDS = notebook(
    text("# Words"),
    answer("count", COUNT),
    tests(
        "count-test",
        2,
        "assert count('a b a')['a'] == 2",
        "assert count('A a') == {'a': 2}, 'case'",
    ),
    answer("save", SAVE),
    tests("save-test", 1, "save('out.txt', 'hello')\nassert open('out.txt').read() == 'hello'"),
    answer("squares", "squares = [n * n for n in range(5)]"),
    tests("squares-test", 1, "assert squares == [0, 1, 4, 9, 16], f'found {squares}'"),
)

FILES = {
    f"{ASSIGNMENT}/lists.ipynb": LISTS,
    f"{ASSIGNMENT}/words.ipynb": WORDS,
    f"{ASSIGNMENT}/shop.py": SHOP,
    f"{ASSIGNMENT}/prices.csv": PRICES,
}


def hand_in(course: Course) -> None:
    """A class of seven honest students."""
    right = {
        "lists": {"mean": MEAN, "cheapest": CHEAPEST, "own-idea": "max(prices)", "why": "A dict has names."},
        "words": {"count": COUNT, "save": SAVE, "squares": "squares = [0, 1, 4, 9, 16]"},
    }
    course.hand_in("ada", ASSIGNMENT, right)
    course.hand_in(
        "bao",  # half of it
        ASSIGNMENT,
        {
            "lists": {"mean": "def mean(v):\n    return sum(v) / len(v)", "cheapest": "cheapest = 'apple'"},
            "words": {"count": "def count(text):\n    return {w: text.count(w) for w in text.split()}"},
        },
    )
    course.hand_in("chidi", ASSIGNMENT, {})  # nothing
    course.hand_in(
        "dita",  # wrong in every way
        ASSIGNMENT,
        {
            "lists": {
                "mean": "def mean(v)\n    return 1",
                "cheapest": "dearest = cheapest = prices['pear']",
                "own-idea": "import sys\nprint('x', file=sys.stderr)\nraise SystemExit",
            },
            "words": {"count": "def count(text):\n    return text.count('a')", "squares": "squares = 1 / 0"},
        },
    )
    place = course.hand_in("emil", ASSIGNMENT, right)  # one notebook and nothing else
    for name in ("words.ipynb", "shop.py", "prices.csv"):
        (place / name).unlink()
    place = course.hand_in("fay", ASSIGNMENT, right)  # changed the files that came with the lesson
    (place / "shop.py").write_text("def load(path):\n    return {'apple': 0}\n")
    (place / "prices.csv").unlink()
    (place / "notes.txt").write_text("mine")
    # computes in cells of her own, and leaves old outputs
    place = course.hand_in("guo", ASSIGNMENT, right)
    content = filled(course.release(ASSIGNMENT, "lists"), {"mean": "mean = average", "cheapest": CHEAPEST})
    own = new_code_cell("def average(values):\n    return sum(values) / len(values)", execution_count=7)
    own.outputs = [new_output("stream", name="stderr", text="an old warning")]
    content.cells.insert(1, own)
    (place / "lists.ipynb").write_text(nbformat.writes(content))
