"""The form of short answers. What they mean is judged when they are graded."""

from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Fault, in_words


def whole_number(name: str):
    """A judge of form only: a whole number, also as the float that some computation gave."""

    def judge(observations: Observations) -> Fault | None:
        observation = observations[name]
        value = observation.get("value")
        if type(value) is int or (type(value) is float and value.is_integer()):
            return None
        hint = (
            "Write digits without quotes."
            if isinstance(value, str)
            else "One number without a fraction is asked for."
        )
        return Fault(f"`{name}` is {in_words(observation)}", "a whole number", hint)

    return judge


def some_text(name: str):
    """A judge of form only: a text that is not empty."""

    def judge(observations: Observations) -> Fault | None:
        observation = observations[name]
        if observation["kind"] != "value" or not isinstance(observation["value"], str):
            return Fault(f"`{name}` is {in_words(observation)}", "a name as text", "Put it in quotes.")
        if not observation["value"].strip():
            return Fault(f"`{name}` is empty", "a name as text", "Write the name between the quotes.")
        return None

    return judge
