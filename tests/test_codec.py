"""Do observations survive being written as text, and is anything else refused?"""

import numpy as np
import pytest

from autograder.codec import CodecError, decode, encode

PLAIN = [None, True, 3, 2.5, "text", [1, [2, "x"]], {"a": {"b": [None]}}, {}]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_comes_back_as_it_was(value):
    assert decode(encode(value)) == value


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float16", "float32", "float64", "bool"])
def test_an_array_comes_back_with_its_type_shape_and_values(dtype):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    back = decode(encode({"values": array[:, ::-1]}))["values"]
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array[:, ::-1])


def test_an_empty_array_and_nan_come_back():
    assert decode(encode(np.empty((0, 3)))).shape == (0, 3)
    assert np.isnan(decode(encode(np.array([np.nan])))).all()
    assert np.isnan(decode(encode(float("nan"))))


@pytest.mark.parametrize("value", [object(), {1, 2}, len, np.array([object()]), np.array(["a"])], ids=repr)
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(CodecError, match="cannot encode"):
        encode(value)


BAD = {
    "no JSON": "{",
    "dtype of objects": '{"$array": ["|O", [1], "AAAAAAAAAAA="]}',
    "dtype that does not exist": '{"$array": ["zz", [1], "AA=="]}',
    "too few bytes": '{"$array": ["<f8", [3], "AAAAAAAAAAA="]}',
    "no base64": '{"$array": ["<f8", [1], "?"]}',
    "not three parts": '{"$array": [1]}',
    "negative shape": '{"$array": ["|u1", [-5, -1], "AAAA"]}',
}


@pytest.mark.parametrize("name", BAD)
def test_text_that_was_not_encoded_here_is_refused(name):
    with pytest.raises(CodecError, match="not "):
        decode(BAD[name])
