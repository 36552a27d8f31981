"""All attacks, group by group."""

from tests.attacks import (
    borrowing,
    escaping,
    exhausting,
    forbidding,
    forging,
    markup,
    modelling,
    observing,
    reaching,
    reading,
    remembering,
    structure,
    surviving,
    weakening,
)
from tests.attacks.attack import Attack

MODULES = (
    forging,
    weakening,
    reading,
    reaching,
    structure,
    exhausting,
    escaping,
    surviving,
    observing,
    modelling,
    markup,
    borrowing,
    remembering,
    forbidding,
)
ATTACKS: tuple[Attack, ...] = tuple(attack for module in MODULES for attack in module.ATTACKS)
GROUPS = tuple(dict.fromkeys(attack.group for attack in ATTACKS))
