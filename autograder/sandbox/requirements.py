"""What this machine must offer to hold a candidate, tried out for real."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.sandbox import leftovers
from autograder.sandbox.plan import PARTS, Limits, Plan, readable_python

SECONDS = 60
LIMITS = Limits(memory=1 << 30, processes=24, cpu=SECONDS, file=1 << 20, disk=8 << 20)
EXPOSES = {
    "namespaces": "students' code sees other processes, may outlive its kernel and may fill the disk",
    "user": "students' code runs with the rights of whoever grades",
    "limits": "students' code can take all memory, processes and disk",
    "landlock": "one fault in the private root would let students' code read and write files, and "
    "/dev/zero gives memory that nobody counts",
    "seccomp": "students' code can use the network, attack the kernel and hold memory that nobody counts",
}
REMEDIES = {
    "namespaces": "allow user namespaces (sysctl user.max_user_namespaces=10000, and on Ubuntu "
    "kernel.apparmor_restrict_unprivileged_userns=0), or grade as root; in a container, allow them there",
    "user": "grade as an ordinary user, or as a root that may change its user",
    "limits": "grade as an ordinary user on a system whose limits can be lowered",
    "landlock": "use Linux 5.13 or newer with `landlock` among its security modules (kernel option lsm=)",
    "seccomp": "use a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64",
}


@dataclass(frozen=True)
class Missing:
    """A part of the sandbox that does not hold here."""

    part: str
    """Its name, one of `PARTS`."""
    exposes: str
    """What could happen."""
    remedy: str
    """What to do."""


class Unprotected(RuntimeError):  # noqa: N818 - said of a machine, not of a mistake
    """This machine cannot hold a candidate as it should; the message lists what is missing."""


def ensure(disabled_protections: Collection[str] = ()) -> None:
    """Make sure that the sandbox holds here.

    Args:
        disabled_protections: parts that the instructor agrees to miss.

    Raises:
        Unprotected: when another part is missing.
        ValueError: when `disabled_protections` names no part.
    """
    if found := missing(disabled_protections):
        lines = [f"- {each.part}: {each.exposes}. Remedy: {each.remedy}." for each in found]
        raise Unprotected("this machine cannot hold students' code:\n" + "\n".join(lines))


def missing(disabled_protections: Collection[str] = ()) -> list[Missing]:
    """Launch a candidate that tries what is forbidden.

    Args:
        disabled_protections: parts not to be reported.

    Returns:
        The parts that do not hold on this machine.

    Raises:
        ValueError: when `disabled_protections` names no part.
    """
    if unknown := set(disabled_protections) - set(PARTS):
        raise ValueError(f"{', '.join(sorted(unknown))}: no part of the sandbox; expected {', '.join(PARTS)}")
    if sys.platform != "linux":
        remedy = f"grade on Linux; there is no sandbox on {sys.platform}"
        found = {part: remedy for part in PARTS}
    else:
        found = _try_sandbox()
    return [
        Missing(part, EXPOSES[part], found[part])
        for part in PARTS
        if part in found and part not in disabled_protections
    ]


def _try_sandbox() -> dict[str, str]:
    """The remedy for each part that let something happen."""
    plan = Plan(readable=readable_python(), limits=LIMITS, disabled_protections=list(PARTS))
    with tempfile.TemporaryDirectory(prefix=leftovers.prefix()) as folder, tempfile.TemporaryFile() as report:
        canary = Path(folder) / "canary"
        canary.touch()
        canary.parent.chmod(0o777)
        answer, far_answer = os.pipe()
        task = {
            "plan": plan.to_json(),
            "target": "autograder.sandbox.probe:attempt",
            "arguments": {"canary": str(canary), "limits": asdict(LIMITS), "answer": far_answer},
            "keep": [far_answer],
            "report": report.fileno(),
            "parent": os.getpid(),
        }
        try:
            launched = subprocess.run(
                [sys.executable, "-m", "autograder.sandbox.launch"],
                input=json.dumps(task).encode() + b"\n",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[far_answer, report.fileno()],
                timeout=SECONDS,
            )
            stderr_text = launched.stderr.decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            stderr_text = f"no answer in {SECONDS} s"
        finally:
            os.close(far_answer)
        with os.fdopen(answer, "rb") as file:
            answered = file.read()
        report.seek(0)
        noted = [json.loads(line)["detail"] for line in report if json.loads(line)["event"] == "missing"]
    if not answered:
        return {part: f"the sandbox could not be tried: {stderr_text[-300:]}" for part in PARTS}
    reasons = dict(detail.split(": ", 1) for detail in noted)
    return {
        part: REMEDIES[part] + (f" (here: {reasons[part]})" if part in reasons else "")
        for part in json.loads(answered)
    }
