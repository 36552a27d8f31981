"""Do the outputs of a cell come together as a page would show them, and what is not in form not at all?"""

import pytest

from autograder.candidate.outputs import NUMBER, OutputArea


def stream(text, name="stdout"):
    return {"msg_type": "stream", "content": {"name": name, "text": text}}


def display(text, name=None, kind="display_data"):
    transient = {"display_id": name} if name else {}
    content = {"data": {"text/plain": text}, "metadata": {}, "transient": transient}
    return {"msg_type": kind, "content": content}


def texts(*messages):
    area = OutputArea()
    for message in messages:
        area.take(message)
    return [output.get("text") or output.data["text/plain"] for output in area.outputs]


def clear(wait):
    return {"msg_type": "clear_output", "content": {"wait": wait}}


def test_text_of_one_stream_is_one_output():
    assert texts(stream("a"), stream("b"), stream("c", "stderr")) == ["ab", "c"]


def test_a_display_is_updated_in_its_place():
    assert texts(display("1", "x"), display("2"), display("3", "x", "update_display_data")) == ["3", "2"]


@pytest.mark.parametrize("wait", [True, False])
def test_a_cleared_output_is_replaced(wait):
    assert texts(stream("old"), clear(wait), stream("new")) == ["new"]


def test_a_clear_that_waits_for_nothing_clears_nothing():
    assert texts(stream("old"), clear(True)) == ["old"]


BAD = {
    "no content": {"msg_type": "stream", "content": {}},
    "text that is a number": stream(3),
    "a stream with another name": {"msg_type": "stream", "content": {"name": [], "text": "x"}},
    "data that is a list": {"msg_type": "display_data", "content": {"data": [1], "metadata": {}}},
    "an update of nothing": {"msg_type": "update_display_data", "content": {"transient": None}},
    "an error without a name": {"msg_type": "error", "content": {"traceback": 5}},
    "another message": {"msg_type": "comm_open", "content": {"data": {}}},
    "a type that is no text": {"msg_type": ["stream"], "content": {}},
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_in_form_is_left_out(name):
    assert texts(stream("a"), BAD[name], stream("b")) == ["ab"]


def test_of_a_display_only_text_is_kept():
    area = OutputArea()
    deep = display("shown")
    deep["content"]["data"]["application/json"] = {"a": [[[1]]]}
    area.take(deep)
    assert area.outputs[0].data == {"text/plain": "shown"}


def test_the_number_of_outputs_is_bounded():
    assert len(texts(*[display(str(i)) for i in range(NUMBER + 5)])) == NUMBER
