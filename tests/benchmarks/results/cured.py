"""How the cures are shown: tables, plots, and what lesson A8 reads."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import optuna

import lenet_keras.records
from autograder.coursedir import atomic
from lenet_keras import figures, records
from tests.benchmarks.results import digits, page, probabilities, search, small
from tests.benchmarks.results.page import made_with, rows
from tests.benchmarks.results.shown import T as STUDENT
from tests.benchmarks.results.training import RECORDS, Record

MEASURED = RECORDS / "cures" / "measured.json"
LESSON = Path(lenet_keras.records.__file__).with_name("cures.json")
SEEDS = (1, 2, 3)
DEEPER = {"vgg": "VGG", "resnet": "ResNet", "densenet": "DenseNet", "efficientnet": "EfficientNet"}

Groups = list[tuple[str, ...]]
"""The names of trainings: one group for each network or ensemble, with its members."""


def _seeds(network: str, augmented: bool) -> Groups:
    kind = "-augmented" * augmented
    return [(f"{network}{kind}-held-out-{seed}",) for seed in SEEDS]


def _joined(*names: str, seeds: tuple[int, ...] = (1,)) -> Groups:
    return [tuple(f"{name}-held-out-{seed}" for name in names for seed in seeds)]


def ways() -> dict[str, Groups]:
    """Every way to train that the table has, from its name."""
    deep = list(DEEPER)
    augmented = [f"{name}-augmented" for name in deep]
    longer = _joined(f"{small.JOINED}-augmented", seeds=SEEDS)
    return {
        "one network": _seeds("cnn", False),
        "rotation": _seeds("cnn-turned", True),
        "translation": _seeds("cnn-moved", True),
        "scaling": _seeds("cnn-scaled", True),
        "augmentation, all three": _seeds("cnn", True),
        "search": _seeds("cnn-searched", False),
        **{DEEPER[name]: _seeds(name, False) for name in deep},
        "ensemble of 3 seeds": _joined("cnn", seeds=SEEDS),
        "ensemble of 5 architectures": _joined("cnn", *deep),
        "search, augmented": _seeds("cnn-searched", True),
        **{f"{DEEPER[name]}, augmented": _seeds(name, True) for name in deep},
        "3 seeds, augmented": _joined("cnn-augmented", seeds=SEEDS),
        "5 architectures, augmented": _joined("cnn-augmented", *augmented),
        "all together": [
            (*_joined("cnn-augmented", seeds=SEEDS)[0], *_joined("cnn-searched-augmented", *augmented)[0])
        ],
        "small network, longer": _seeds(small.JOINED, True),
        "3 small networks, longer": longer,
        # one more member, since together they misread fewer of the digits held out
        "3 small networks and a VGG": [(*longer[0], "vgg-augmented-held-out-2")],
    }


def measured(known: set[str]) -> dict[str, list[dict]]:
    """The figures of each way, one for each network or ensemble whose members are all trained.

    Probabilities stay on the machine that trained; what was measured of them is kept beside the records.
    """
    kept = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    found: dict[str, list[dict]] = {}
    for name, groups in ways().items():
        for members in groups:
            key = " + ".join(members)
            if not known.issuperset(members):
                continue
            if key not in kept and all(probabilities.path(each).exists() for each in members):
                kept[key] = probabilities.figures(probabilities.together(members))
            if key in kept:
                found.setdefault(name, []).append({**kept[key], "members": members})
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(kept[key])}" for key in sorted(kept))
    atomic.write(MEASURED, f"{{\n{lines}\n}}\n".encode())
    return found


def shown(found: list[Record], folder: Path) -> str:
    """Markdown of the cures; plots go into the folder, and what lesson A8 shows into its package."""
    joined = [record for record in page.records(small.runs()) if record["network"] == small.JOINED]
    by_name = {_name(record): record for record in [*found, *joined]}
    each = measured(set(by_name))
    if "one network" not in each:
        return made_with(found)
    summary = {name: _summary(name, group, by_name) for name, group in each.items()}
    trials = by_name.get(f"{search.NAME}-held-out-{search.SEED}", {}).get("trials", [])
    importances = _importances(trials)
    _write_lesson(summary, trials, importances)
    parts = [_table(summary), _classes(each), made_with(found)]
    pictures = {"cures": _plot(summary), "cures-rejected": _rejected(each)}
    if trials:
        errors = [trial["error"] for trial in trials]
        values = {name: [trial["values"][name] for trial in trials] for name in trials[0]["values"]}
        pictures |= {
            "cures-search-history": figures.search_history(errors),
            "cures-search-slices": figures.search_slices(errors, values, ("rate", "decay")),
            "cures-search-importances": figures.search_importances(importances),
        }
    for name, picture in pictures.items():
        (folder / f"{name}.png").write_bytes(picture.png())
        parts.append(f"![{picture.alt}](results/{name}.png)")
    return "\n\n".join(parts)


def _name(record: Record) -> str:
    return f"{record['network']}{'-augmented' * record['augmented']}-held-out-{record['seed']}"


def _summary(name: str, group: list[dict], by_name: dict[str, Record]) -> dict:
    """Of one way: errors of its networks, means of the other figures, size and processor minutes."""
    minutes = [sum(by_name[member]["cpu_minutes"] for member in each["members"]) for each in group]
    if any("searched" in member for each in group for member in each["members"]):
        searched = by_name[f"{search.NAME}-held-out-{search.SEED}"]["cpu_minutes"]
        minutes = [each + searched for each in minutes]
    mean: Callable[[str], float] = lambda key: float(np.mean([each[key] for each in group]))  # noqa: E731
    handed = [round(share, 4) for share in probabilities.HANDED.tolist()]
    curve = np.mean([each["rejected"] for each in group], axis=0)
    return {
        "errors": [each["error"] for each in group],
        "members": len(group[0]["members"]),
        "parameters": sum(by_name[member]["parameters"] for member in group[0]["members"]),
        "cpu_minutes": round(float(np.mean(minutes)), 1),
        "ece": round(mean("ece"), 5),
        "temperature": round(mean("temperature"), 2),
        "ece_tempered": round(mean("ece_tempered"), 5),
        "rejected_1": round(float(curve[handed.index(0.01)]), 5),
        "rejected_5": round(float(curve[handed.index(0.05)]), 5),
    }


def spread(errors: list[float]) -> str:
    """A mean in percent with half of its 95 % confidence interval, where there are several."""
    n, percent = len(errors), 100 * np.array(errors)
    half = f" ± {STUDENT[n] * percent.std(ddof=1) / np.sqrt(n):.2f}" if n > 1 else ""
    return f"{percent.mean():.2f}{half} %"


def _table(summary: dict[str, dict]) -> str:
    before = np.mean(summary["one network"]["errors"])
    body = [
        [
            name,
            spread(each["errors"]),
            f"{len(each['errors'])}",
            f"{100 * (before - np.mean(each['errors'])):+.2f}",
            f"{100 * each['rejected_1']:.2f} %",
            f"{100 * each['rejected_5']:.2f} %",
            f"{each['ece']:.4f}",
            f"{each['temperature']:.2f}",
            f"{each['ece_tempered']:.4f}",
            f"{each['parameters']:,}",
            f"{each['cpu_minutes']:.1f}",
        ]
        for name, each in summary.items()
    ]
    head = ["way", "test error", "seeds", "gain", "1 % rejected", "5 % rejected", "ECE", "T", "ECE with T"]
    return rows([*head, "parameters", "CPU minutes"], body)


def _classes(each: dict[str, list[dict]]) -> str:
    body = [
        [name, *(f"{100 * share:.2f} %" for share in np.mean([one["classes"] for one in each[name]], axis=0))]
        for name in ("one network", "augmentation, all three", "all together")
        if name in each
    ]
    return rows(["read right of each digit", *map(str, range(10))], body)


def front(summary: dict[str, dict]) -> list[str]:
    """The ways of which no other costs at most as much and errs at most as much, and less of one."""
    points = {name: (each["cpu_minutes"], float(np.mean(each["errors"]))) for name, each in summary.items()}
    return [
        name
        for name, (cost, error) in points.items()
        if not any(a <= cost and b <= error and (a, b) != (cost, error) for a, b in points.values())
    ]


def _plot(summary: dict[str, dict]) -> figures.Picture:
    costs = {name: each["cpu_minutes"] for name, each in summary.items()}
    errors = {name: float(np.mean(each["errors"])) for name, each in summary.items()}
    return figures.gain_against_cost(costs, errors, front(summary), "CPU minutes")


def _rejected(each: dict[str, list[dict]]) -> figures.Picture:
    curves = {
        name.replace(",", "").replace(" ", "_"): (
            probabilities.HANDED,
            np.mean([one["rejected"] for one in each[name]], axis=0),
        )
        for name in ("one network", "augmentation, all three", "all together")
        if name in each
    }
    return figures.reject_curves(**curves)


def _importances(trials: list[dict]) -> dict[str, float]:
    """How much of the differences between trials each hyper-parameter makes (fANOVA)."""
    if not trials:
        return {}
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study()
    ranges = search.distributions()
    for trial in trials:
        study.add_trial(
            optuna.create_trial(params=trial["values"], distributions=ranges, value=np.log(trial["loss"]))
        )
    evaluator = optuna.importance.FanovaImportanceEvaluator(seed=search.SEED)
    shares = optuna.importance.get_param_importances(study, evaluator=evaluator)
    return {name: round(float(share), 3) for name, share in shares.items()}


def _write_lesson(summary: dict[str, dict], trials: list[dict], importances: dict[str, float]) -> None:
    """Write what `lenet_keras.records.cures` reads."""
    runs = [run for run in records.comparison() if not run["augmented"]]
    truth, images = records.labels(), digits.test().images[..., 0]
    places = np.flatnonzero(np.all([run["answers"] != truth for run in runs], axis=0))
    unread = [
        {
            "label": int(truth[place]),
            "answers": [int(run["answers"][place]) for run in runs],
            "pixels": images[place].tobytes().hex(),
        }
        for place in places
    ]
    trained = [trial["values"] | {"error": trial["error"]} for trial in trials]
    content = {"ways": summary, "importances": importances, "trials": trained, "unread": unread}
    lines = []
    for name, value in content.items():
        inner = value.items() if isinstance(value, dict) else [(None, each) for each in value]
        parts = ",\n  ".join(
            f"{json.dumps(key)}: " * (key is not None) + json.dumps(each) for key, each in inner
        )
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        lines.append(f"{json.dumps(name)}: {opening}\n  {parts}\n{closing}")
    atomic.write(LESSON, ("{\n" + ",\n".join(lines) + "\n}\n").encode())
