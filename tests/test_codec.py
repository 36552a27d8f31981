"""Do observations survive being written down, and is anything else refused, whatever it is?"""

import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.candidate import codec, schema
from autograder.candidate.codec import Bounds, CodecError, decode, encode, observations
from autograder.examiner import reference, short_answers
from autograder.examiner.judge import grade_step
from lenet_keras.checks.observation import array, observe
from lenet_keras.checks.steps import LESSONS, STEPS
from lenet_keras.checks.verdict import ERROR, SOURCE
from tests.support.fuzzing import examples
from tests.support.observations import KINDS, arrays

PLAIN = [None, True, 3, 2.5, "text", [1, [2, "x"]], {"a": {"b": [None]}}, {}]

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(QUICK, max_examples=examples(2_000))  # for each of the five ways: 10,000 for the decoder


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_comes_back_as_it_was(value):
    assert decode(encode(value)) == value


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float16", "float32", "float64", "bool", ">i4", ">f8"])
def test_an_array_comes_back_with_its_type_shape_and_values(dtype):
    original = np.arange(24).reshape(2, 3, 4).astype(dtype)
    back = decode(encode({"values": original[:, ::-1]}))["values"]
    assert back.dtype == original.dtype.newbyteorder("<")
    np.testing.assert_array_equal(back, original[:, ::-1])


def test_an_empty_array_a_single_number_and_nan_come_back():
    assert decode(encode(np.empty((0, 3)))).shape == (0, 3)
    assert decode(encode(np.array(3.0))).shape == ()
    assert np.isnan(decode(encode(np.array([np.nan])))).all()
    assert np.isnan(decode(encode(float("nan"))))


def test_floats_that_other_machines_lack_become_ordinary_ones():
    assert decode(encode(np.array([1.5], "longdouble"))).dtype == np.dtype("<f8")


def test_an_array_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        decode(encode(np.zeros(3)))[0] = 1


OPEN = ({1, 2}, len, object(), np.array([object()]), np.array(["a"]), {(1, 2): 3}, 10**5000)


@pytest.mark.parametrize("value", OPEN, ids=lambda value: type(value).__name__)
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(CodecError, match="cannot encode"):
        encode(value)


def test_a_list_inside_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(CodecError, match="cannot encode"):
        encode(endless)


def parts(text: str, *arrays: bytes) -> list[bytes]:
    return [text.encode(), *arrays]


def lying(code: str, shape: str, size: int, number: str = "1") -> list[bytes]:
    """An array that may be none."""
    return parts(f'{{"$array": ["{code}", {shape}, {number}]}}', bytes(size))


BAD = {
    "no part": [],
    "no JSON": parts("{"),
    "nothing": parts(""),
    "two values": parts("1 2"),
    "not ASCII": parts('"ä"'),
    "not UTF-8": [b'"\xff"'],
    "lone surrogate": parts(r'"\ud800"'),
    "lone surrogate as key": parts(r'{"\udfff": 1}'),
    "key that stands twice": parts('{"a": 1, "a": 2}'),
    "number of many digits": parts("1" * 5000),
    "number of many digits behind the point": parts("0." + "1" * 5000),
    "deep lists": parts("[" * 100_000),
    "deep lists that end": parts("[" * 13 + "]" * 13),
    "deep dicts": parts('{"a":' * 100_000),
    "text that does not end": parts('"' + '\\"' * 100_000),
    "dtype of objects": lying("|O", "[1]", 8),
    "dtype of texts": lying("<U1", "[1]", 4),
    "dtype of dates": lying("<M8[s]", "[1]", 8),
    "dtype of complex numbers": lying("<c16", "[1]", 16),
    "dtype of long floats": lying("<f16", "[1]", 16),
    "dtype of records": lying("i4,i4", "[1]", 8),
    "dtype of the other byte order": lying(">f8", "[1]", 8),
    "dtype that does not exist": lying("zz", "[1]", 1),
    "dtype that is no text": parts('{"$array": [["<f8"], [1], 1]}', bytes(8)),
    "too few bytes": lying("<f8", "[3]", 8),
    "too many bytes": lying("<f8", "[1]", 16),
    "a byte too few": lying("|u1", "[3]", 2),
    "part that is not there": lying("|u1", "[1]", 1, "2"),
    "the text as a part": lying("|u1", "[1]", 1, "0"),
    "the last part, counted from the end": lying("|u1", "[1]", 1, "-1"),
    "part that is a truth value": lying("|u1", "[1]", 1, "true"),
    "part that is a float": lying("|u1", "[1]", 1, "1.0"),
    "part that is a text": lying("|u1", "[1]", 1, '"1"'),
    "part that is a list": lying("|u1", "[1]", 1, "[1]"),
    "part of two arrays": parts('[{"$array": ["|u1", [1], 1]}, {"$array": ["|u1", [1], 1]}]', b"a"),
    "part of no array": parts("[]", b"a"),
    "not three entries": parts('{"$array": [1]}'),
    "no entries": parts('{"$array": 5}'),
    "other keys beside it": parts('{"$array": ["|u1", [1], 1], "b": 1}', b"a"),
    "negative shape": lying("|u1", "[-5, -1]", 5),
    "shape of truth values": lying("|u1", "[true]", 1),
    "shape of floats": lying("|u1", "[1.0]", 1),
    "shape that is no list": lying("|u1", "1", 1),
    "shape that overflows": lying("|u1", "[4294967296, 4294967296]", 0),
    "empty shape with a long axis": lying("|u1", "[0, 1000000000]", 0),
    "nine dimensions": lying("|u1", "[1,1,1,1,1,1,1,1,1]", 1),
    "truth value that is 2": parts('{"$array": ["|b1", [1], 1]}', b"\x02"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_was_not_encoded_here_is_refused(name):
    with pytest.raises(CodecError, match="not "):
        decode(BAD[name])


SMALL = Bounds(size=1000, depth=3, items=20, string=50, digits=10, elements=20)
TOO_MUCH = {
    "text": parts(" " * 1001),
    "array": lying("|u1", "[1000]", 1000),
    "depth": parts("[[[[]]]]"),
    "items": parts("[" + "0," * 20 + "0]"),
    "keys": parts("{" + ",".join(f'"{i}":0' for i in range(10)) + "}"),
    "string": parts('"' + "a" * 51 + '"'),
    "string of escapes": parts('"' + "\\u0061" * 51 + '"'),
    "string as key": parts('{"' + "a" * 51 + '": 1}'),
    "digits": parts("12345678901"),
    "elements": lying("|u1", "[21]", 21),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_each_bound_holds(name):
    decode(parts('[[["' + "a" * 50 + '", 1234567890]]]'), SMALL)
    decode(lying("|u1", "[20]", 20), SMALL)
    with pytest.raises(CodecError, match="not read"):
        decode(TOO_MUCH[name], SMALL)


# Hostile texts of some megabytes: many small things, few large ones, and what escapes make larger.
MEGABYTES = 8 << 20
LARGE = {
    "blanks": parts(" " * MEGABYTES),
    "open lists": parts("[" * MEGABYTES),
    "empty dicts": parts("[" + "{}," * (MEGABYTES // 3) + "{}]"),
    "as many dicts as are allowed": parts("[" + '{"":0},' * 83_000 + "0]"),
    "keys": parts("{" + ",".join(f'"{i}":{i}.5' for i in range(120_000)) + "}"),
    "one text": parts(json.dumps("a" * MEGABYTES)),
    "one text of escapes": parts('"' + "\\u0100" * (MEGABYTES // 6) + '"'),
    "one text with one escape": parts('"' + "a" * MEGABYTES + '\\ud83d\\ude00"'),
    "quotation marks without end": parts('"' + '\\"' * (MEGABYTES // 2)),
    "one array": lying("<f8", f"[{MEGABYTES // 8}]", MEGABYTES),
    "one array with a lying shape": lying("|u1", "[1]", MEGABYTES),
    "many empty arrays": parts(
        "[" + ",".join(f'{{"$array":["|u1",[0],{i}]}}' for i in range(1, 20_001)) + "]", *[b""] * 20_000
    ),
    "many parts": parts("[]", *[b"a"] * 200_000),
    "one number": parts("1" * MEGABYTES),
}


@pytest.mark.parametrize("name", LARGE)
def test_memory_stays_within_three_times_the_text_and_64_megabytes(name):
    given = LARGE[name]
    tracemalloc.start()
    try:
        decode(given)
    except CodecError:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak <= 3 * len(given[0]) + (64 << 20)


def test_arrays_are_not_copied():
    tracemalloc.start()
    decode(LARGE["one array"])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTES / 8


def only_codec_errors(text):
    for read in (decode, lambda each: observations(each, ["x"])):
        try:
            read(text)
        except CodecError as error:
            assert len(str(error)) < 1000


any_text = st.text() | st.text('[]{}",:\\u0123456789.eE-+naNI$arytf ')
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["$array", "kind", "x"]), inner)
    ),
    max_leaves=20,
)
any_parts = st.lists(st.binary(max_size=48), max_size=4)
lying_arrays = st.fixed_dictionaries(
    {
        "$array": st.tuples(
            st.sampled_from([*codec.DTYPES, ">f8", "|O", "<U3", "<c16", "i4,i4", ""]) | st.text(max_size=5),
            st.lists(st.integers(-2, 5) | st.integers() | st.booleans() | st.floats(), max_size=9),
            st.integers(-2, 5) | any_json,
        )
    }
)
any_observation = st.one_of(*KINDS.values())


def as_parts(texts, arrays=any_parts):
    return st.builds(lambda text, others: [text.encode(errors="surrogatepass"), *others], texts, arrays)


@st.composite
def mutated(draw):
    """The parts of an honest observation, damaged in a few places."""
    text, *arrays = encode({"x": draw(any_observation)})
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.text('[]{}",:\\u0159.eE-$A=/ntf', max_size=6)).encode() + text[end:]
    if arrays and draw(st.booleans()):
        arrays[draw(st.integers(0, len(arrays) - 1))] = draw(st.binary(max_size=48))
    return [text, *draw(st.just(arrays) | st.permutations(arrays) | any_parts)]


@st.composite
def misplaced(draw):
    """An honest observation in which one value was exchanged for another one."""
    text, *arrays = encode({"x": draw(any_observation)})
    seen = json.loads(text)
    place, key = seen, "x"
    while isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 3)):
        place = place[key]
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
    place[key] = draw(any_json | lying_arrays)
    return [json.dumps(seen).encode(), *arrays]


FUZZ = {
    "any text": as_parts(any_text),
    "any JSON": as_parts(any_json.map(json.dumps)),
    "lying arrays": as_parts(lying_arrays.map(json.dumps)),
    "mutated": mutated(),
    "misplaced": misplaced(),
}


@pytest.mark.parametrize("name", FUZZ)
def test_nothing_but_a_codec_error_comes_out(name):
    QUICK(given(FUZZ[name])(only_codec_errors))()


@pytest.mark.slow
@pytest.mark.parametrize("name", FUZZ)
def test_nothing_but_a_codec_error_comes_out_of_ten_thousand_messages(name):
    LONG(given(FUZZ[name])(only_codec_errors))()


def same(found, expected) -> bool:
    if isinstance(expected, dict):
        return list(found) == list(expected) and all(same(found[key], expected[key]) for key in expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(expected, np.ndarray):
        return found.dtype == expected.dtype and np.array_equal(
            found, expected, equal_nan=found.dtype.kind == "f"
        )
    return type(found) is type(expected) and (found == expected or found != found)


def round_trip(observation):
    assert same(observations(encode({"x": observation}), ["x"])["x"], observation)


@pytest.mark.parametrize("kind", KINDS)
def test_observations_of_every_kind_come_back(kind):
    QUICK(given(KINDS[kind])(round_trip))()


@pytest.mark.slow
def test_ten_thousand_observations_come_back():
    LONG(given(any_observation)(round_trip))()


def test_the_kinds_that_are_tested_are_all_there_are():
    assert set(KINDS) == set(schema.KINDS)


class Sheet:
    """Names of a student's notebook, one for each kind that needs no TensorFlow."""

    numbers = np.arange(12.0).reshape(3, 4)
    large = np.zeros((3000, 28, 28), "uint8")
    wide = np.zeros((2, 500_000), ">i2")
    words = np.array(["a", "b"], dtype=object)
    answer = {"a": [1, (2, 3)], "b": None}

    class LeNet:
        @staticmethod
        def build(width, height):
            pass


def test_what_the_checks_observe_is_let_through():
    import matplotlib.figure

    figure = matplotlib.figure.Figure()
    axes = figure.subplots(2)
    axes[0].plot([1, 2], [3, 4], label="loss")
    axes[0].legend()
    axes[1].imshow(np.eye(28))
    names = {name: value for name, value in vars(Sheet).items() if not name.startswith("_")} | {
        "figure": figure,
        "later": ...,
        "module": json,
        "function": round_trip,
        "set": {1},
    }
    expressions = [*names, "missing", "numbers + missing", "1 / 0"]
    seen = observe(expressions, names)
    assert same(observations(encode(seen), expressions)["large"], seen["large"])
    kinds = {each["kind"] for each in seen.values()}
    assert kinds == set(KINDS) - {"model", "optimizer", "history", "network"}


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_what_the_reference_solution_shows_is_let_through(lesson):
    for step, seen in reference.observations(lesson).items():
        assert list(observations(encode(seen), list(seen))) == list(seen), step


GOOD = array(np.zeros((2, 3)))
LARGE_ARRAY = array(np.zeros((3000, 28, 28), "uint8"))
WIDE_ARRAY = array(np.zeros((2, 500_000), "uint8"))
MODEL = {"class": "M", "name": "m", "input": None, "output": None, "layers": [], "compiled": None}
LAYER = {"class": "X", "output": None, "weights": []}
AXES = {
    **{"place": [0.0] * 4, "title": "", "xlabel": "", "ylabel": ""},
    **{"lines": [], "images": [], "texts": [], "legend": []},
}
MALFORMED = {
    "no dict": 5,
    "no kind": {},
    "kind that does not exist": {"kind": "score", "points": 4000},
    "kind that is a list": {"kind": []},
    "name that is too long": {"kind": "module", "name": "m" * 2001},
    "text that is too long": {"kind": "value", "type": "str", "value": "m" * 100_001},
    "too many layers": {"kind": "model"} | MODEL | {"layers": [LAYER] * 501},
    "missing field": {"kind": "value", "type": "int"},
    "field too many": {"kind": "module", "name": "m", "value": 3},
    "text where a number belongs": {"kind": "history", "history": {"loss": ["1"]}, "epochs": 1, "steps": 1},
    "truth value where a count belongs": {"kind": "history", "history": {}, "epochs": True, "steps": 1},
    "array inside a value": {"kind": "value", "type": "int", "value": np.zeros(3)},
    "value that is too deep": {"kind": "value", "type": "list", "value": [[[[[[[]]]]]]]},
    "layer without its settings": {"kind": "model"} | MODEL | {"layers": [{"class": "Dense"}]},
    "layer with a setting nobody knows": {"kind": "model"}
    | MODEL
    | {"layers": [{"class": "X", "output": None, "weights": [], "score": 1}]},
    "network without a model": {"kind": "network", "model": None, "weights": [], "answers": np.zeros(3)},
    "weights that are a list": {
        "kind": "network",
        "model": {"kind": "model"} | MODEL,
        "weights": [[1.0]],
        "answers": np.zeros(3),
    },
    "figure that takes long to look at": {
        "kind": "figure",
        "title": "",
        "xlabel": "",
        "legend": [],
        "axes": [AXES | {"lines": [{"x": [], "y": [], "label": ""}] * 500}],
    },
    "shape that lies": GOOD | {"shape": [3, 2]},
    "shape that is negative": GOOD | {"shape": [-2, -3]},
    "dtype that lies": GOOD | {"dtype": "uint8"},
    "values of an array of objects": GOOD | {"dtype": "object"},
    "rows of an array that is small": GOOD | {"rows": np.arange(2)},
    "values that are a list": GOOD | {"values": [1, 2]},
    "large array that is whole": LARGE_ARRAY | {"rows": None},
    "rows that were chosen": LARGE_ARRAY | {"rows": LARGE_ARRAY["rows"][::-1].copy()},
    "rows out of range": LARGE_ARRAY | {"rows": LARGE_ARRAY["rows"] + 3000},
    "fewer rows": LARGE_ARRAY | {"rows": LARGE_ARRAY["rows"][:5], "values": LARGE_ARRAY["values"][:5]},
    "rows that are floats": LARGE_ARRAY | {"rows": LARGE_ARRAY["rows"].astype(float)},
    "fewer values than a sample has": WIDE_ARRAY | {"values": WIDE_ARRAY["values"][:5]},
}


@pytest.mark.parametrize("name", MALFORMED)
def test_an_observation_of_the_wrong_form_is_refused(name):
    observations(encode({"x": GOOD, "y": LARGE_ARRAY, "z": WIDE_ARRAY}), "xyz")
    with pytest.raises(CodecError, match="`x`: found .* expected|`x`: found"):
        observations(encode({"x": MALFORMED[name]}), ["x"])


@pytest.mark.parametrize("asked", [[], ["x", "y"], ["y"]])
def test_exactly_what_was_asked_for_is_wanted(asked):
    with pytest.raises(CodecError, match="not the observations asked for"):
        observations(encode({"x": GOOD}), asked)


def test_observations_stand_in_the_order_in_which_they_were_asked_for():
    assert list(observations(encode({"x": GOOD, "y": GOOD}), ["y", "x"])) == ["y", "x"]


@st.composite
def seen_in(draw, step, right):
    """Valid observations for one step: random ones, and the reference's with parts exchanged."""
    seen = {}
    for expression, known in right.items():
        shape = tuple(known["shape"]) if known["kind"] == "array" else (2, 3)
        kind = draw(st.just(known["kind"]) | st.sampled_from(list(KINDS)))
        found = draw(arrays((shape,)) if kind == "array" else KINDS[kind])
        keep = draw(st.sets(st.sampled_from(list(known)))) if kind == known["kind"] != "array" else set()
        seen[expression] = found | {key: known[key] for key in keep}
        if draw(st.integers(0, 4)) == 0:
            seen[expression] = known
    if draw(st.booleans()):
        seen[SOURCE] = {"kind": "value", "type": "str", "value": draw(st.text(max_size=40))}
    if draw(st.booleans()):
        seen[ERROR] = draw(KINDS["error"])
    return seen


def judged(step, examples):
    right = reference.observations(reference.lesson_of(step.id))[step.id]
    item = short_answers.item_of(step)

    @settings(examples)
    @given(seen_in(step, right))
    def never_raises(seen):
        verdict = grade_step(step, seen, right, item)
        assert 0 <= verdict.points <= verdict.worth == step.points
        assert all(isinstance(result.name, str) for result in verdict.results)

    never_raises()


@pytest.mark.parametrize("step", LESSONS["a1_preprocess"], ids=lambda step: step.id)
def test_judges_take_every_observation_that_is_let_through(step):
    judged(step, settings(QUICK, max_examples=30))


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.id)
def test_judges_take_many_observations_that_are_let_through(step):
    judged(step, settings(QUICK, max_examples=examples(200)))
