"""Answers to the steps of lesson A8."""

from tests.answers.bench import Table, filled
from tests.answers.elsewhere import added

NOTHING = {"untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer")}


def function(head: str, body: str) -> str:
    """A function with one line after the other, divided by `; `."""
    return f"def {head}:\n    " + body.replace("; ", "\n    ") + "\n"


def confused(body: str) -> str:
    return function("most_confused(matrix, count)", body)


def confident(body: str) -> str:
    return function("confidently_wrong(predictions, truth)", body)


def accuracy(body: str) -> str:
    return function("class_accuracy(answers, truth)", body)


OCCLUSION = """
def occlusion(reader, image, digit, size):
    rows, columns = image.shape[0] - size + 1, image.shape[1] - size + 1
    found = np.zeros((rows, columns))
    before = reader(image[np.newaxis])[0]
    for i in range(rows):
        for j in range(columns):
            copy = image.copy()
            copy[i : i + size, j : j + size] = 0
            after = reader(copy[np.newaxis])[0]
            found[i, j] = before[digit] - after[digit]
    return found
"""


def occlusion(old: str, new: str) -> str:
    assert OCCLUSION.count(old) == 1, old
    return OCCLUSION.replace(old, new)


LIKENESS = """
def likeness(images, labels, known, knownLabels):
    own, other = [], []
    for image, label in zip(images, labels):
        apart = np.sqrt(((known - image) ** 2).sum(axis=(1, 2, 3)))
        own.append(apart[knownLabels == label].min())
        other.append(apart[knownLabels != label].min())
    return np.array(own), np.array(other)
"""


def alike(old: str = "apart =", new: str = "apart =") -> str:
    assert LIKENESS.count(old) == 1, old
    return LIKENESS.replace(old, new) + grey()


def grey(
    body: str = "ink = images > 0.1; return np.sum(ink & (images < 0.9), (1, 2, 3)) / np.sum(ink, (1, 2, 3))",
):
    return function("greyness(images)", body)


def tells(body: str) -> str:
    return function("tells(values, wrong)", body)


RELIABILITY = """
def reliability(predictions, truth, bins):
    sure = predictions.max(axis=1)
    hit = predictions.argmax(axis=1) == truth
    said, right, share = np.zeros(bins), np.zeros(bins), np.zeros(bins)
    for each in range(bins):
        inside = (sure >= each / bins) & ((sure < (each + 1) / bins) | (each == bins - 1))
        if inside.any():
            said[each] = sure[inside].mean()
            right[each] = hit[inside].mean()
            share[each] = inside.mean()
    return said, right, share
"""


def reliability(old: str = "sure = ", new: str = "sure = ") -> str:
    assert RELIABILITY.count(old) == 1, old
    return RELIABILITY.replace(old, new) + ece("return sum(share * abs(said - right))")


def ece(body: str) -> str:
    return function("ece(said, right, share)", body)


def tempered(body: str) -> str:
    return function("tempered(predictions, T)", body)


def temperature(body: str) -> str:
    return function("temperature(predictions, truth, candidates)", body)


LOSSES = (
    "losses = [-np.log(tempered(predictions, T)[np.arange(len(truth)), truth]).mean() for T in candidates]; "
)


def curve(body: str) -> str:
    return function("reject_curve(predictions, truth)", body)


ORDERED = (
    "n = len(truth); order = predictions.max(axis=1).argsort(); "
    "wrong = (predictions.argmax(1) != truth)[order]; "
)


def cost(body: str) -> str:
    return function("cost(predictions, truth, threshold, perError, perPerson)", body)


PRICED = "sure = predictions.max(axis=1); wrong = predictions.argmax(axis=1) != truth; "


def shifted(body: str) -> str:
    return function("shifted(images, down, right)", body)


def together(
    mean: str = "return sum(members) / len(members)",
    by_all: str = "return [i for i, t in enumerate(truth) if all(m[i].argmax() != t for m in members)]",
) -> str:
    return function("ensemble(members)", mean) + function("misread_by_all(members, truth)", by_all)


SUGGESTED = """
    rate = trial.suggest_float("rate", 3e-4, 0.1, log=True)
    optimizer = trial.suggest_categorical("optimizer", ["adam", "sgd"])
    dropout = trial.suggest_float("dropout", 0.0, 0.6)
"""
OBJECTIVE = f"def objective(trial):{SUGGESTED}    return validation_error(rate, optimizer, dropout)\n"
# for mistakes that show without any training
INSTANT = f"def objective(trial):{SUGGESTED}    return round(1500 * dropout) / 1500\n"
STUDY = """
study = optuna.create_study(direction="minimize")
study.optimize(objective, n_trials=4)
"""


def search(old: str, new: str) -> str:
    text = INSTANT + STUDY
    assert text.count(old) == 1, old
    return text.replace(old, new)


def worth(body: str) -> str:
    return function("worth_it(costs, errors)", body)


BODY = """
    Conv2D(8, 5, activation="relu"), MaxPooling2D(),
    Conv2D(16, 3, activation="relu"), MaxPooling2D(),
    Flatten(), Dense(10, activation="softmax"),
"""
COMPILED = 'mine.compile(loss="sparse_categorical_crossentropy", optimizer=Adam(0.005))\n'
COPIED = """
for epoch in range(9):
    mine.fit(copies(trainData, random), trainLabels, batch_size=50, verbose=0)
"""


def mine(body: str = BODY, training: str = COPIED) -> str:
    """A network with this body, one line for each layer or more."""
    return f"set_random_seed(3)\nmine = Sequential([Input((28, 28, 1)),{body}])\n{COMPILED}{training}"


RIGHT: dict[str, dict[str, str]] = {
    "A8.1": {
        "sorted pairs": confused(
            "n = range(len(matrix)); pairs = [(int(matrix[i, j]), i, j) for i in n for j in n if i != j]; "
            "return [[i, j, times] for times, i, j in sorted(pairs, reverse=True)[:count]]"
        ),
        "an array": confused(
            "off = matrix.copy(); np.fill_diagonal(off, 0); order = off.ravel().argsort()[::-1][:count]; "
            "return np.stack([order // len(off), order % len(off), off.ravel()[order]], axis=1)"
        ),
        "one after the other": confused(
            "off = np.where(np.eye(len(matrix), dtype=bool), -1, matrix); found = []; "
            "for _ in range(count):\n        i, j = divmod(int(off.argmax()), len(off))\n"
            "        found.append([i, j, int(off[i, j])])\n        off[i, j] = -1; return found"
        ),
        "tuples": confused(
            "places = np.argwhere(~np.eye(len(matrix), dtype=bool)); "
            "places = sorted(places, key=lambda p: -matrix[tuple(p)]); "
            "return [(int(i), int(j), int(matrix[i, j])) for i, j in places[:count]]"
        ),
    },
    "A8.2": {
        "all sorted, then the misread": confident(
            "order = np.lexsort((predictions.max(axis=1),))[::-1]; "
            "return [int(each) for each in order if predictions[each].argmax() != truth[each]]"
        ),
        "sorted": confident(
            "sure = predictions.max(axis=1); wrong = [i for i in range(len(truth)) "
            "if predictions[i].argmax() != truth[i]]; return sorted(wrong, key=lambda i: -sure[i])"
        ),
        "a mask": confident(
            "order = predictions.max(axis=1).argsort()[::-1]; "
            "return order[predictions.argmax(axis=1)[order] != truth[order]]"
        ),
        "the sure ones apart": confident(
            "sure = np.where(predictions.argmax(axis=1) != truth, predictions.max(axis=1), -1); "
            "return np.argsort(-sure)[: np.count_nonzero(sure > 0)]"
        ),
        "by pandas": "import pandas as pd\n"
        + confident(
            "table = pd.DataFrame({'sure': predictions.max(axis=1)}); "
            "table['wrong'] = predictions.argmax(axis=1) != truth; "
            "return table[table.wrong].sort_values('sure', ascending=False).index.to_numpy()"
        ),
    },
    "A8.3": {
        "by the confusion matrix": accuracy(
            "m = confusion_matrix(truth, answers, labels=range(10)); n = m.sum(axis=1); p = np.diag(m) / n; "
            "return p, np.sqrt(p * (1 - p) / n)"
        ),
        "lists": accuracy(
            "shares, errors = [], []; for k in range(10):\n        own = answers[truth == k] == k\n"
            "        shares.append(own.mean())\n        errors.append(own.std() / len(own) ** 0.5); "
            "return shares, errors"
        ),
        "recall of scikit-learn": "from sklearn.metrics import recall_score\n"
        + accuracy(
            "p = recall_score(truth, answers, labels=range(10), average=None); "
            "return p, (p * (1 - p) / np.unique(truth, return_counts=True)[1]) ** 0.5"
        ),
        "one table": accuracy(
            "own = truth == np.arange(10)[:, np.newaxis]; n = own.sum(axis=1); "
            "p = (own & (answers == truth)).sum(axis=1) / n; return np.array([p, np.sqrt(p * (1 - p) / n)])"
        ),
    },
    "A8.4": {
        "one call for each place": OCCLUSION,
        "a row of places in each call": occlusion(
            "            copy = image.copy()\n            copy[i : i + size, j : j + size] = 0\n"
            "            after = reader(copy[np.newaxis])[0]\n"
            "            found[i, j] = before[digit] - after[digit]\n",
            "            pass\n        copies = np.repeat(image[np.newaxis], columns, axis=0)\n"
            "        for j in range(columns):\n            copies[j, i : i + size, j : j + size, :] = 0\n"
            "        found[i] = before[digit] - reader(copies)[:, digit]\n",
        ),
        "masks": """
def occlusion(reader, image, digit, size):
    h, w = (n - size + 1 for n in image.shape[:2])
    r, c = np.arange(image.shape[0]), np.arange(image.shape[1])
    down = (r >= np.arange(h)[:, None]) & (r < np.arange(h)[:, None] + size)
    across = (c >= np.arange(w)[:, None]) & (c < np.arange(w)[:, None] + size)
    hidden = down[:, None, :, None] & across[None, :, None, :]
    copies = np.where(hidden[..., None], 0, image).reshape(-1, *image.shape)
    p = reader(np.concatenate([image[None], copies]))[:, digit]
    return (p[0] - p[1:]).reshape(h, w)
""",
        "product with a mask, a list": """
def occlusion(reader, image, digit, size):
    result = []
    for i in range(image.shape[0] - size + 1):
        line = []
        for j in range(image.shape[1] - size + 1):
            mask = np.ones(image.shape)
            mask[i : i + size, j : j + size] = 0
            both = reader(np.array([image, image * mask]))[:, digit]
            line.append(both[0] - both[1])
        result.append(line)
    return result
""",
    },
    "A8.5": {
        "image by image": alike(),
        "scikit-learn for each class": """
def likeness(images, labels, known, knownLabels):
    a, b = images.reshape(len(images), -1), known.reshape(len(known), -1)
    own = [pairwise_distances(a[[i]], b[knownLabels == labels[i]]).min() for i in range(len(a))]
    other = [pairwise_distances(a[[i]], b[knownLabels != labels[i]]).min() for i in range(len(a))]
    return own, other
"""
        + grey("return [np.mean(each[each > 0.1] < 0.9) for each in images]"),
        "a table of NaN": """
def likeness(images, labels, known, knownLabels):
    apart = np.linalg.norm((images[:, None] - known[None]).reshape(len(images), len(known), -1), axis=2)
    same = labels.reshape(-1, 1) == knownLabels.reshape(1, -1)
    return np.nanmin(np.where(same, apart, np.nan), axis=1), np.nanmin(np.where(same, np.nan, apart), axis=1)
"""
        + grey(
            "grey = np.logical_and(images > 0.1, images < 0.9); "
            "return grey.mean((1, 2, 3)) / (images > 0.1).mean((1, 2, 3))"
        ),
        "scipy": """
def likeness(images, labels, known, knownLabels):
    from scipy.spatial.distance import cdist
    apart = cdist(images.reshape(len(images), -1), known.reshape(len(known), -1))
    far = apart.max() + 1
    same = np.equal.outer(labels, knownLabels)
    return (apart + far * ~same).min(axis=1), (apart + far * same).min(axis=1)
"""
        + grey(
            "rows = images.reshape(len(images), -1); ink = (rows > 0.1).sum(axis=1); "
            "return (ink - (rows >= 0.9).sum(axis=1)) / ink"
        ),
    },
    "A8.6": {
        "loops": tells(
            "points = []; for a in values[wrong]:\n        for b in values[~wrong]:\n"
            "            points.append(1 if a > b else 0.5 if a == b else 0); "
            "return sum(points) / len(points)"
        ),
        "scikit-learn": "from sklearn.metrics import roc_auc_score\n"
        + tells("return roc_auc_score(wrong, values)"),
        "signs": tells("return (np.sign(np.subtract.outer(values[wrong], values[~wrong])).mean() + 1) / 2"),
        "ranks": "from scipy.stats import rankdata\n"
        + tells(
            "n = wrong.sum(); r = rankdata(values)[wrong].sum() - n * (n + 1) / 2; "
            "return r / (n * (~wrong).sum())"
        ),
    },
    "A8.7": {
        "bin by bin": reliability(),
        "by places": """
def reliability(predictions, truth, bins):
    p = np.max(predictions, axis=1)
    place = np.floor(p * bins)
    place[place == bins] = bins - 1
    masks = [place == each for each in range(bins)]
    hit = np.argmax(predictions, axis=1) == truth
    mean = lambda values: [float(values[m].mean()) if m.any() else 0 for m in masks]
    return mean(p), mean(hit), [m.mean() for m in masks]
"""
        + ece("return np.dot(share, np.abs(right - said))"),
        "NaN to 0": """
def reliability(predictions, truth, bins):
    p, hit = predictions.max(1), (predictions.argmax(1) == truth).astype(float)
    edges = np.linspace(0, 1, bins + 1)
    n, _ = np.histogram(p, edges)
    s, _ = np.histogram(p, edges, weights=p)
    h, _ = np.histogram(p, edges, weights=hit)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(s / n), np.nan_to_num(h / n), n / n.sum()
"""
        + ece("return float(sum(s * abs(a - b) for a, b, s in zip(said, right, share)))"),
        "digitize": """
def reliability(predictions, truth, bins):
    p = predictions.max(axis=1)
    place = np.clip(np.digitize(p, np.arange(bins + 1) / bins) - 1, 0, bins - 1)
    result = np.zeros((3, bins))
    for k in np.unique(place):
        own = place == k
        result[:, k] = p[own].mean(), (predictions.argmax(axis=1) == truth)[own].mean(), own.sum() / p.size
    return tuple(result)
"""
        + ece("return np.average(np.abs(said - right), weights=share)"),
    },
    "A8.8": {
        "powers": tempered("q = predictions ** (1 / T); return q / q.sum(axis=1, keepdims=True)"),
        "scipy": "from scipy.special import softmax\n"
        + tempered("return softmax(np.log(predictions) / T, axis=1)"),
        "the largest first": tempered(
            "z = np.log(predictions) / T; z = z - z.max(axis=1, keepdims=True); "
            "return (np.exp(z).T / np.exp(z).sum(axis=1)).T"
        ),
        "row by row": tempered(
            "rows = []; for row in predictions:\n        e = np.exp(np.log(row) / T)\n"
            "        rows.append(e / e.sum()); return np.array(rows)"
        ),
        "Keras": "import keras\n" + tempered("return keras.ops.softmax(np.log(predictions) / T)"),
    },
    "A8.9": {
        "the place of the smallest": temperature(LOSSES + "return candidates[np.argmin(losses)]"),
        "sums": temperature(
            "best, least = None, np.inf; for T in candidates:\n"
            "        loss = sum(-np.log(row[t]) for row, t in zip(tempered(predictions, T), truth))\n"
            "        if loss < least:\n            best, least = T, loss; return best"
        ),
        "scikit-learn": "from sklearn.metrics import log_loss\n"
        + temperature(
            "n = range(predictions.shape[1]); "
            "return min(candidates, key=lambda T: log_loss(truth, tempered(predictions, T), labels=list(n)))"
        ),
        "one-hot": temperature(
            "hot = np.eye(predictions.shape[1])[truth]; "
            "losses = [(-hot * np.log(tempered(predictions, T))).sum(axis=1).mean() for T in candidates]; "
            "return float(candidates[int(np.array(losses).argmin())])"
        ),
    },
    "A8.10": {
        "k by k": curve(ORDERED + "return [k / n for k in range(n)], [wrong[k:].mean() for k in range(n)]"),
        "sums from the end": curve(
            ORDERED
            + "left = np.cumsum(wrong[::-1])[::-1]; return np.arange(n) / n, left / np.arange(n, 0, -1)"
        ),
        "what is left": curve(
            ORDERED
            + "left = wrong.sum() - np.cumsum(wrong) + wrong; k = np.arange(n); return k / n, left / (n - k)"
        ),
        "a sorted list": curve(
            "pairs = sorted(zip(predictions.max(1).tolist(), predictions.argmax(1) != truth)); "
            "n = len(pairs); "
            "return np.linspace(0, 1, n, endpoint=False), np.array([sum(w for _, w in pairs[k:]) / (n - k) "
            "for k in range(n)])"
        ),
    },
    "A8.11": {
        "where": cost(
            PRICED + "return np.where(sure < threshold, perPerson, np.where(wrong, perError, 0)).mean()"
        ),
        "counts": cost(
            PRICED + "handed = sum(sure < threshold); misread = sum(wrong & (sure >= threshold)); "
            "return (handed * perPerson + misread * perError) / len(truth)"
        ),
        "digit by digit": cost(
            "total = 0; for row, t in zip(predictions, truth):\n"
            "        if row.max() < threshold:\n            total += perPerson\n"
            "        elif row.argmax() != t:\n            total += perError; return total / len(truth)"
        ),
        "select": cost(
            PRICED
            + "return float(np.mean(np.select([sure < threshold, wrong], [perPerson, perError], default=0)))"
        ),
    },
    "A8.12": {
        "roll, then paper": shifted(
            "out = np.roll(images, (down, right), axis=(1, 2)); h, w = images.shape[1:3]; "
            "if down > 0: out[:, :down] = 0; if down < 0: out[:, h + down:] = 0; "
            "if right > 0: out[:, :, :right] = 0; if right < 0: out[:, :, w + right:] = 0; return out"
        ),
        "slices": shifted(
            "out = np.zeros_like(images); h, w = images.shape[1:3]; "
            "out[:, max(down, 0):h + min(down, 0), max(right, 0):w + min(right, 0)] = "
            "images[:, max(-down, 0):h + min(-down, 0), max(-right, 0):w + min(-right, 0)]; return out"
        ),
        "scipy": shifted("return ndimage.shift(images, (0, down, right, 0), order=0)"),
        "pixel by pixel": shifted(
            "out = images * 0; h, w = images.shape[1:3]; for i in range(h):\n        for j in range(w):\n"
            "            if 0 <= i - down < h and 0 <= j - right < w:\n"
            "                out[:, i, j] = images[:, i - down, j - right]; return out"
        ),
    },
    "A8.13": {
        "a sum": together(),
        "stacked": together(
            "return np.stack(members).mean(axis=0)",
            "wrong = np.array([m.argmax(axis=1) != truth for m in members]); "
            "return np.where(wrong.all(axis=0))[0]",
        ),
        "average": together(
            "return np.average(members, axis=0)",
            "hits = sum(m.argmax(1) == truth for m in members); return np.flatnonzero(hits == 0)",
        ),
        "sets": together(
            "total = 0; for each in members:\n        total = total + each / len(members); return total",
            "each = [set(np.flatnonzero(m.argmax(axis=1) != truth)) for m in members]; "
            "return sorted(set.intersection(*each))",
        ),
    },
    "A8.14": {
        "the sampler left out": OBJECTIVE + STUDY,
        "a lambda": """
study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
study.optimize(lambda trial: validation_error(
    trial.suggest_float("rate", 0.0003, 0.1, log=True),
    trial.suggest_categorical("optimizer", ("sgd", "adam")),
    trial.suggest_float("dropout", 0, 0.6)), n_trials=4)
""",
        "keywords, in two runs": f"""
def objective(trial):{SUGGESTED}
    return validation_error(optimizer=optimizer, dropout=dropout, rate=rate)

study = optuna.create_study(direction=optuna.study.StudyDirection.MINIMIZE)
study.optimize(objective, n_trials=2)
study.optimize(objective, n_trials=2)
""",
        "a name, and a trial of one's own first": OBJECTIVE
        + """
study = optuna.create_study(study_name="mine", direction="minimize")
study.enqueue_trial({"rate": 0.002, "optimizer": "adam", "dropout": 0.2})
study.optimize(objective, n_trials=4)
""",
    },
    "A8.15": {
        "all pairs at once": worth(
            "C, E = np.asarray(costs)[:, None], np.asarray(errors)[:, None]; "
            "beats = (C <= costs) & (E <= errors) & ((C < costs) | (E < errors)); "
            "return np.flatnonzero(~beats.any(axis=0))"
        ),
        "a list, by plain loops": worth(
            "ways = list(zip(costs, errors)); "
            "return [k for k, (c, e) in enumerate(ways) "
            "if not any(a <= c and b <= e and (a, b) != (c, e) for a, b in ways)]"
        ),
        "sorted, with the least error so far": worth(
            "order = np.lexsort((errors, costs)); found, least, last = [], np.inf, None\n"
            "    for k in order:\n"
            "        if errors[k] < least or (costs[k], errors[k]) == last:\n"
            "            found.append(int(k))\n"
            "            least, last = errors[k], (costs[k], errors[k])\n"
            "    return sorted(found)"
        ),
        "by pandas": "import pandas as pd\n"
        + worth(
            "table = pd.DataFrame({'cost': costs, 'error': errors}); "
            "beaten = table.apply(lambda way: ((table.cost <= way.cost) & (table.error <= way.error) & "
            "((table.cost < way.cost) | (table.error < way.error))).any(), axis=1); "
            "return table.index[~beaten].to_numpy()"
        ),
    },
    "A8.16": {
        "copies in each epoch": mine(),
        "batch normalisation, no copies": mine(
            "Conv2D(8, 5), MaxPooling2D(), BatchNormalization(), ReLU(),"
            "Conv2D(16, 3), MaxPooling2D(), BatchNormalization(), ReLU(),"
            "Flatten(), Dropout(0.2), Dense(10), Activation('softmax')",
            "mine.fit(trainData, trainLabels, batch_size=50, epochs=12, verbose=0)",
        ).replace("set_random_seed", "from keras.layers import Activation, ReLU\nset_random_seed", 1),
        "the functional way, layer by layer": """
from keras import Model
set_random_seed(3)
image = Input((28, 28, 1))
x = AveragePooling2D(2)(Conv2D(10, 5, activation="elu")(image))
x = Conv2D(16, 3, activation="elu", padding="same")(x)
x = Flatten()(MaxPooling2D(3)(x))
mine = Model(image, Dense(10, activation="softmax")(x))
"""
        + COMPILED
        + COPIED,
        "all copies made before, and one `fit`": mine(
            training="more = np.concatenate([trainData] + [copies(trainData, random) for _ in range(3)])\n"
            "mine.fit(more, np.tile(trainLabels, 4), batch_size=50, epochs=3, verbose=0)",
        ),
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A8.1": NOTHING
    | filled(
        confused(
            "off = matrix - np.diag(np.diag(matrix)); n = len(off); "
            "first = lambda m: np.argsort(-m, axis=None); best = first(off)[:count]; "
            "pairs = lambda m, ks: [[k // n, k % n, m[k // n, k % n]] for k in ks]; WRONG"
        ),
        """
        return pairs(matrix, first(matrix)[:count])  # diagonal is among them
        return [[k % n, k // n, off[k // n, k % n]] for k in best]  # changed places
        return pairs(off, best[::-1])  # rising order
        return [[k // n, k % n] for k in best]  # Only the pairs
        return best  # laid out in one row
        return [[off[k // n, k % n], k // n, k % n] for k in best]  # number comes first
        return off.ravel()[best]  # counts alone
        print(pairs(off, best))  # `print` shows a value
        np.fill_diagonal(matrix, 0); return pairs(matrix, best)  # makes a new one
        """,
    ),
    "A8.2": NOTHING
    | filled(
        confident(
            "sure, answers = predictions.max(axis=1), predictions.argmax(axis=1); "
            "wrong = np.flatnonzero(answers != truth); WRONG"
        ),
        """
        return wrong[np.argsort(sure[wrong])]  # least sure comes first
        return wrong  # order of the digits
        return np.argsort(-sure)  # read right are among them
        return np.argsort(-sure[wrong])  # count among the misread
        return answers != truth  # truth values
        return sorted(wrong, key=lambda place: -sure[place])[:12]  # only the first of them
        return sorted(sure[wrong], reverse=True)  # These are probabilities
        return wrong[np.argsort(-predictions[wrong, truth[wrong]])]  # probability of the right class
        if answers != truth: return wrong  # want one truth value
        """,
    ),
    "A8.3": NOTHING
    | filled(
        accuracy(
            "n = np.bincount(truth, minlength=10); hit = answers == truth; "
            "error = lambda p: np.sqrt(p * (1 - p) / n); "
            "p = np.array([hit[truth == k].mean() for k in range(10)]); WRONG"
        ),
        """
        p = np.array([hit[answers == k].mean() for k in range(10)]); return p, error(p)  # This is precision
        return p * n, np.sqrt(p * (1 - p) / n)  # These are counts
        return 1 - p, np.sqrt(p * (1 - p) / n)  # shares that were misread
        return 100 * p, np.sqrt(p * (1 - p) / n)  # These are percent
        return p, p * (1 - p) / n  # square root is missing
        return p, np.sqrt(p * (1 - p) / len(truth))  # All digits were taken for n
        return p, np.sqrt(p * (1 - p)) / n  # belongs under the root
        return p, np.sqrt(p * (1 - p))  # division by n is missing
        return p  # gives back 2 things
        """,
    ),
    "A8.4": NOTHING
    | {
        "the sign": (
            occlusion("before[digit] - after[digit]", "after[digit] - before[digit]"),
            "other way round",
        ),
        "what is left": (
            occlusion("before[digit] - after[digit]", "after[digit]"),
            "probability that is left",
        ),
        "the largest": (
            occlusion("before[digit] - after[digit]", "before.max() - after.max()"),
            "largest probability",
        ),
        "ink": (occlusion("= 0\n", "= 1\n"), "full of ink"),
        "no copy": (occlusion("image.copy()", "image"), "stays where it was|makes a new one"),
        "grown": (
            occlusion("            copy = image.copy()\n", "").replace(
                "    for i", "    copy = image.copy()\n    for i"
            ),
            "stays where it was",
        ),
        "one place fewer": (
            occlusion(
                "image.shape[0] - size + 1, image.shape[1] - size + 1",
                "image.shape[0] - size, image.shape[1] - size",
            ),
            "fits in",
        ),
        "transposed": (occlusion("return found", "return found.T"), "rows as columns"),
        "a share": (
            occlusion("before[digit] - after[digit]", "after[digit] / before[digit]"),
            "as a part of the whole",
        ),
        "another reader": (
            occlusion("reader(copy[np.newaxis])", "read(copy[np.newaxis], model)"),
            "whoever calls it says what reads",
        ),
    },
    "A8.5": NOTHING
    | {
        "swapped": (alike("return np.array(own), np.array(other)", "return other, own"), "changed places"),
        "all labels": (
            alike("own.append(apart[knownLabels == label].min())", "own.append(apart.min())"),
            "nearest of all",
        ),
        "the farthest": (
            alike("apart[knownLabels != label].min()", "apart[knownLabels != label].max()"),
            "farthest",
        ),
        "the mean": (
            alike("apart[knownLabels == label].min()", "apart[knownLabels == label].mean()"),
            "mean over the class",
        ),
        "squares": (
            alike(
                "np.sqrt(((known - image) ** 2).sum(axis=(1, 2, 3)))",
                "((known - image) ** 2).sum(axis=(1, 2, 3))",
            ),
            "This is the square",
        ),
        "zeros": (
            """
def likeness(images, labels, known, knownLabels):
    apart = pairwise_distances(images.reshape(len(images), -1), known.reshape(len(known), -1))
    same = labels[:, None] == knownLabels
    return (apart * same).min(axis=1), (apart * ~same).min(axis=1)
"""
            + grey(),
            "were set to 0",
        ),
        "no rows": (
            """
def likeness(images, labels, known, knownLabels):
    apart = pairwise_distances(images, known)
    return apart.min(axis=1), apart.min(axis=1)
"""
            + grey(),
            "wants tables, one image a row",
        ),
        "grey of all pixels": (
            LIKENESS + grey("return np.mean((images > 0.1) & (images < 0.9), axis=(1, 2, 3))"),
            "divided by all pixels",
        ),
        "paper is grey": (
            LIKENESS + grey("return (images < 0.9).sum((1, 2, 3)) / (images > 0.1).sum((1, 2, 3))"),
            "paper is grey",
        ),
        "one number": (
            LIKENESS + grey("return np.sum((images > 0.1) & (images < 0.9)) / np.sum(images > 0.1)"),
            "all images together",
        ),
    },
    "A8.6": NOTHING
    | filled(
        tells("a, b = values[wrong][:, np.newaxis], values[~wrong]; return WRONG"),
        """
        np.mean((a < b) + 0.5 * (a == b))  # How often has|how often has
        np.mean(a > b)  # count nothing here
        np.mean(a >= b)  # count fully
        np.sum((a > b) + 0.5 * (a == b))  # number of pairs
        a.mean() - b.mean()  # difference of the means
        np.mean(a > b.mean())  # compares with the mean
        100 * np.mean((a > b) + 0.5 * (a == b))  # These are percent
        1 if a > b else 0  # want one truth value
        """,
    ),
    "A8.7": NOTHING
    | {
        "the right class": (
            reliability("sure = predictions.max(axis=1)", "sure = predictions[range(len(truth)), truth]"),
            "largest probabilities|right class",
        ),
        "wrong answers": (reliability("right[each] = hit", "right[each] = 1 - hit"), "share that is wrong"),
        "counts": (reliability("inside.mean()", "inside.sum()"), "These are counts"),
        "sums": (reliability("sure[inside].mean()", "sure[inside].sum()"), "These are sums"),
        "middles": (
            reliability("sure[inside].mean()", "(each + 0.5) / bins").replace("if inside.any()", "if True"),
            "middles of the bins|NaN",
        ),
        "swapped": (reliability("return said, right, share", "return right, said, share"), "changed places"),
        "NaN": (reliability("if inside.any()", "if True"), "NaN"),
        "1 is lost": (reliability(" | (each == bins - 1))", ")"), "left out|last bin"),
        "one bin more": (
            """
def reliability(predictions, truth, bins):
    sure, hit = predictions.max(axis=1), predictions.argmax(axis=1) == truth
    place = (sure * bins).astype(int)
    count = np.bincount(place, minlength=bins)
    some = np.maximum(count, 1)
    return (np.bincount(place, sure, minlength=bins) / some, np.bincount(place, hit, minlength=bins) / some,
            count / len(sure))
"""
            + ece("return sum(share * abs(said - right))"),
            "bin of its own",
        ),
        "with signs": (RELIABILITY + ece("return np.sum(share * (said - right))"), "add up to nothing"),
        "unweighted": (RELIABILITY + ece("return np.mean(np.abs(said - right))"), "counts the same here"),
        "the largest": (RELIABILITY + ece("return np.max(np.abs(said - right))"), "largest difference"),
        "the terms": (RELIABILITY + ece("return share * np.abs(said - right)"), "These are the terms"),
    },
    "A8.8": NOTHING
    | filled(
        tempered("softmax = lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True); return WRONG"),
        """
        np.exp(np.log(predictions) / T)  # do not sum to 1
        softmax(np.log(predictions) * T)  # multiplied by T
        softmax(predictions / T)  # themselves were divided
        np.log(predictions) / T  # These are the logarithms
        (predictions / T) / (predictions / T).sum(axis=1, keepdims=True)  # Nothing has changed
        np.exp(np.log(predictions) / T) / np.exp(np.log(predictions) / T).sum()  # sum of all rows
        predictions / T  # not made to sum to 1
        softmax(np.log10(predictions) / T)  # base 10
        """,
    ),
    "A8.9": NOTHING
    | filled(
        temperature(LOSSES + "at = lambda T: tempered(predictions, T); return WRONG"),
        """
        candidates[np.argmax(losses)]  # largest loss
        np.argmin(losses)  # the place of the best
        min(losses)  # the smallest loss
        losses  # losses of all candidates
        candidates[np.argmin([-np.log(at(T).max(axis=1)).mean() for T in candidates])]  # at the .right. class
        candidates[np.argmin([np.mean(at(T).argmax(axis=1) != truth) for T in candidates])]  # not change
        candidates  # one of `candidates`
        """,
    ),
    "A8.10": NOTHING
    | filled(
        curve(ORDERED + "k = np.arange(n); kept = np.array([wrong[i:].mean() for i in range(n)]); WRONG"),
        """
        return k, kept  # numbers of digits
        return 1 - k / n, kept  # that the network keeps
        return np.linspace(0, 1, n), kept  # The last of them is 1
        return (k + 1) / n, kept  # first number is for none
        return k / n, np.array([wrong[::-1][i:].mean() for i in range(n)])  # surest digits were handed over
        return k / n, kept * (n - k) / n  # divided by all digits
        return k / n, 1 - kept  # read right
        return k / n, kept[::-1]  # begins at the end
        return k / n, np.cumsum(wrong) / (k + 1)  # that are handed over
        """,
    ),
    "A8.11": NOTHING
    | filled(
        cost(PRICED + "handed = sure < threshold; return WRONG"),
        """
        np.mean(perPerson * ~handed + perError * (wrong & handed))  # sure digits were handed over
        np.mean(perPerson * handed + perError * wrong)  # paid for twice
        np.sum(perPerson * handed + perError * (wrong & ~handed))  # all digits together
        np.mean(perError * handed + perPerson * (wrong & ~handed))  # prices have changed places
        np.mean(perError * (wrong & ~handed))  # Only the mistakes
        perPerson * handed.mean() + perError * wrong[~handed].mean()  # by the digits that are kept
        perPerson * handed + perError * (wrong & ~handed)  # costs of single digits
        np.mean(perPerson * handed)  # Only the person
        """,
    ),
    "A8.12": NOTHING
    | filled(
        shifted("h, w = images.shape[1:3]; out = np.zeros_like(images); WRONG"),
        """
        return np.roll(images, (down, right), axis=(1, 2))  # came in on the other
        return ndimage.shift(images, (0, down, right, 0), order=0, mode="nearest")  # edge was repeated
        return ndimage.shift(images, (0, down, right, 0), order=0, cval=1.0)  # Ink came in
        return ndimage.shift(images, (0, -down, -right, 0), order=0)  # moved the other way
        return ndimage.shift(images, (0, right, down, 0), order=0)  # changed places
        return ndimage.shift(images, (0, down, 0, 0), order=0)  # moved down only
        out[:, down:, right:] = images[:, :h - down, :w - right]; return out  # By 0 or a negative
        out[:, down:, right:] = images[:, :-down, :-right]; return out  # By 0 or a negative
        images[:, :down] = 0; return images  # never uses `right`
        out[:, down:, right:] = images[:, down:, right:]; return out  # Each pixel stands
        return ndimage.shift(images, (0, down, right, 0), order=0)[0]  # one image alone
        return ndimage.shift(images[..., 0], (0, down, right), order=0)  # depth axis is lost
        """,
    ),
    "A8.13": NOTHING
    | {
        name: (together(mean=f"return {code}"), hint)
        for name, code, hint in (
            ("the sum", "sum(members)", "This is the sum"),
            ("of the classes", "np.mean(members, axis=2)", "over the networks"),
            ("a vote", "np.mean([np.eye(3)[m.argmax(axis=1)] for m in members], axis=0)", "voted"),
            ("classes", "np.mean(members, axis=0).argmax(axis=1)", "These are classes"),
            ("the product", "np.prod(members, axis=0)", "multiplied"),
            ("one number", "np.mean(members)", "mean of everything"),
        )
    }
    | {
        name: (together(by_all=f"wrong = np.argmax(members, axis=2) != truth; return {code}"), hint)
        for name, code, hint in (
            ("any", "np.flatnonzero(wrong.any(axis=0))", "at least one network"),
            (
                "of the ensemble",
                "np.flatnonzero(np.mean(members, axis=0).argmax(axis=1) != truth)",
                "by the ensemble",
            ),
            ("a mask", "wrong.all(axis=0)", "truth values"),
            ("a count", "wrong.all(axis=0).sum()", "how many there are"),
            ("the first", "np.flatnonzero(wrong[0])", "by the first network"),
        )
    },
    "A8.14": NOTHING
    | {
        "no trials": (INSTANT + "study = optuna.create_study()", "takes the objective and `n_trials`"),
        "too few": (search("n_trials=4", "n_trials=2"), "takes the objective and `n_trials`"),
        "what optimize gives": (
            INSTANT + "study = optuna.create_study().optimize(objective, n_trials=4)",
            "fills the study",
        ),
        "called": (search("optimize(objective,", "optimize(objective(),"), "handed over, not called"),
        "a plain scale": (search(", log=True", ""), "logarithmic"),
        "another range": (search("3e-4, 0.1", "1e-5, 0.1"), "Compare both ends"),
        "another name": (search('"rate"', '"learning_rate"'), "the name that the text gives"),
        "one optimizer": (search('["adam", "sgd"]', '["adam"]'), "categorical"),
        "too much dropout": (search("0.0, 0.6", "0.0, 0.9"), "any number from 0"),
        "the largest": (search('"minimize"', '"maximize"'), "large or small is good"),
        "percent": (search("round(1500 * dropout) / 1500", "round(1500 * dropout) / 15"), "as it is"),
        "always the same": (search("round(1500 * dropout) / 1500", "0.1"), "same value"),
        "another name for the study": (
            (INSTANT + STUDY).replace("study =", "mine =").replace("study.opt", "mine.opt"),
            "not under this name",
        ),
    },
    "A8.15": NOTHING
    | filled(
        worth(
            "ways = list(zip(costs, errors)); n = range(len(ways)); "
            "beats = lambda a, b: a[0] <= b[0] and a[1] <= b[1] and a != b; "
            "front = [k for k in n if not any(beats(way, ways[k]) for way in ways)]; "
            "unless = lambda test: np.array([k for k, (c, e) in enumerate(ways) "
            "if not any(test(a, b, c, e) for a, b in ways)]); WRONG"
        ),
        """
        return np.array([k for k in n if k not in front])  # ways that are beaten
        return unless(lambda a, b, c, e: a < c and b < e)  # beats, too
        return unless(lambda a, b, c, e: a <= c and b <= e)  # itself
        return unless(lambda a, b, c, e: a < c or b < e)  # hold in both
        return np.array(front)[np.argsort(costs[front], kind="stable")]  # order of their costs
        return np.isin(n, front)  # truth values
        return costs[front]  # These are costs
        return [errors[k] for k in front]  # These are errors
        return sorted({int(np.argmin(costs)), int(np.argmin(errors))})  # cheapest and the best
        return [k for k in front if ways.count(ways[k]) == 1]  # both are worth it
        return len(front)  # how many there are
        return [int(np.argmin(errors))]  # fewest errors
        return int(np.argmin(costs))  # cheapest one
        return [k for k in front if ways.index(ways[k]) == k]  # both are worth it
        print(front)  # `print` shows a value
        if costs <= costs[0]: return front  # want one truth value
        """,
    ),
    "A8.16": NOTHING
    | {
        "the history": (
            mine(training="mine = mine.fit(trainData[:50], trainLabels[:50], verbose=0)"),
            "history",
        ),
        "another name": (
            mine(training="mine.fit(trainData[:50], trainLabels[:50], verbose=0)").replace("mine", "net"),
            "not under this name",
        ),
        "too many parameters in a Dense layer": (
            mine("Flatten(), Dense(32, activation='relu'), Dense(10, activation='softmax')", ""),
            "after it. Pooling",
        ),
        "too many parameters in a convolution": (
            mine(
                "Conv2D(32, 5), MaxPooling2D(4), Conv2D(64, 3), Flatten(), Dense(10, activation='softmax')",
                "",
            ),
            "maps in",
        ),
        "never trained": (mine(training=""), "hardly better than guessing"),
        "one short epoch": (
            mine(training="mine.fit(trainData[:600], trainLabels[:600], batch_size=20, epochs=2, verbose=0)"),
            "measured what helps",
        ),
        "not compiled": (mine().replace(COMPILED, ""), "gets its loss and optimizer"),
        "no softmax": (mine(BODY.replace(', activation="softmax"', ""), ""), "sum to 1"),
        "nothing flattened": (mine(BODY.replace("Flatten(), ", ""), ""), "become a row"),
        "another shape of digits": (
            mine(BODY, "").replace("(28, 28, 1)", "(32, 32, 1)"),
            "28 rows, 28 columns",
        ),
        "augmentation inside": (
            mine("RandomRotation(0.03)," + BODY, "").replace(
                "set_random_seed", "from keras.layers import RandomRotation\nset_random_seed", 1
            ),
            "belongs before the network",
        ),
        "a layer that is not in the text": (
            mine("SeparableConv2D(8, 5)," + BODY, "").replace(
                "set_random_seed", "from keras.layers import SeparableConv2D\nset_random_seed", 1
            ),
            "layers in the text",
        ),
        "an activation that graders do not know": (
            mine(BODY.replace("relu", "gelu"), ""),
            "Take one of these",
        ),
        "pooling without a size": (
            mine(BODY.replace("MaxPooling2D(),", "AveragePooling2D(),"), ""),
            "how large its windows are",
        ),
        "labels left out": (mine(training="mine.fit(trainData, verbose=0)"), "without their labels"),
        "labels of all": (mine(training="mine.fit(trainData, labels, verbose=0)"), "different sets"),
    },
}

TABLE = Table(
    "a8_errors",
    *added("a8_errors", RIGHT, MISTAKES),
    frozenset({"A8.14", "A8.16"}),
    shorter=(("EPOCHS = 10", "EPOCHS = 3"),),
    trained_before=True,
)
