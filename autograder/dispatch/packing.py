"""What all submissions have in common, as bytes for a machine that has none of the course's modules."""

import functools
import io
import sys
from collections.abc import Callable
from types import ModuleType

import cloudpickle

from autograder.coursedir import folders
from autograder.dispatch.task import ExaminationContext


def pack(context: ExaminationContext) -> bytes:
    """Pickle `context`; the course's judges, and what they use of its modules, travel by value."""
    modules = [each for each in list(sys.modules.values()) if _is_of_course(each)]
    for each in modules:
        cloudpickle.register_pickle_by_value(each)
    packed = io.BytesIO()
    try:
        _Pickler(packed).dump(context)
    finally:
        for each in modules:
            cloudpickle.unregister_pickle_by_value(each)
    return packed.getvalue()


def _is_of_course(module: ModuleType) -> bool:
    ours = [str(folders.PROJECT / each) for each in ("autograder", "lenet_keras")]
    file = getattr(module, "__file__", None)
    name = getattr(module, "__name__", "")
    return (
        isinstance(file, str)
        and not file.startswith((sys.prefix, sys.base_prefix, *ours))
        and sys.modules.get(name) is module
        and name != "__main__"
    )


@functools.lru_cache(maxsize=2)  # lessons; the values of one take up to 30 MB
def unpack(packed: bytes) -> ExaminationContext:
    """What `pack` took."""
    return cloudpickle.loads(packed)


def again(function: Callable, parameters: dict) -> Callable:
    """A function with a new cache."""
    return functools.lru_cache(**parameters)(function)


def _reduced(cached) -> str | tuple:
    """A function with a cache travels as any function does; the cache is empty afterwards."""
    module = sys.modules.get(cached.__module__)
    if module is None or _is_of_course(module):
        return again, (cached.__wrapped__, cached.cache_parameters())
    return cached.__qualname__


class _Pickler(cloudpickle.Pickler):
    dispatch_table = cloudpickle.Pickler.dispatch_table.new_child(
        {type(functools.cache(len)): _reduced}  # which has no public name
    )
