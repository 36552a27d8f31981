"""A2.Q6 and A2.Q7: questions with a short answer."""

from lenet_keras.checks.short_answers import some_text, whole_number
from lenet_keras.checks.verdict import Criterion, Step

STEPS = (
    Step(
        "A2.Q6",
        defines=("A2_Q6",),
        criteria=(Criterion("the answer is a whole number", 1, ("A2_Q6",), whole_number("A2_Q6")),),
    ),
    Step(
        "A2.Q7",
        defines=("A2_Q7",),
        criteria=(Criterion("the answer is a name", 1, ("A2_Q7",), some_text("A2_Q7")),),
    ),
)
