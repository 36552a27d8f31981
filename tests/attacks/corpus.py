"""All attacks, group by group."""

from tests.attacks import (
    borrowing,
    detaching,
    escaping,
    exhausting,
    forbidding,
    forging,
    hoarding,
    littering,
    looked_at,
    markup,
    modelling,
    observing,
    reaching,
    reading,
    remembering,
    shipped,
    structure,
    surviving,
    tables,
    trained,
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
    tables,
    shipped,
    looked_at,
    trained,
    detaching,
    hoarding,
    littering,
)
ATTACKS: tuple[Attack, ...] = tuple(attack for module in MODULES for attack in module.ATTACKS)
GROUPS = tuple(dict.fromkeys(attack.group for attack in ATTACKS))
