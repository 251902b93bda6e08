"""Writes test/fixtures/numpy-indexing.json: what NumPy gives for x[index] and for x[index] = value.

Every x is arange(size).reshape(shape). An index entry is an integer, null, "...", a list of integers, or an object
{"span": [start, stop, step]} or {"mask": nested booleans}. Integers beside integer lists are left out: there NumPy and PyTorch differ.

Run: /usr/bin/python3 packages/core/scripts/make_numpy_fixtures.py
"""

import json
import pathlib
import random

import numpy as np

random.seed(20)
ALL = {"span": [None, None, None]}


def span(*parts):
    return {"span": list(parts)}


def python_index(index):
    entries = {"...": Ellipsis}

    def convert(e):
        if isinstance(e, dict):
            return slice(*e["span"]) if "span" in e else np.array(e["mask"], dtype=bool)
        return entries[e] if isinstance(e, str) else e

    return tuple(np.array(e, dtype=np.int64) if isinstance(e, list) else convert(e) for e in index)


def mask(*shape):
    """About half of it true, the same in every run."""
    return {"mask": (np.arange(int(np.prod(shape))) * 7 % 5 < 2).reshape(shape).tolist()}


def arange(shape):
    return np.arange(int(np.prod(shape))).reshape(shape)


def read(shape, index):
    result = np.asarray(arange(shape)[python_index(index)])
    return {"shape": shape, "index": index, "resultShape": list(result.shape), "data": result.flatten().tolist()}


def write(shape, index, value):
    x = arange(shape)
    x[python_index(index)] = np.array(value)
    return {"shape": shape, "index": index, "value": value, "data": x.flatten().tolist()}


def random_entry(size, with_lists, length):
    kind = random.choice(["span", "span", "list" if with_lists else "one", "all"])
    if kind == "one":
        return random.randrange(-size, size)
    if kind == "all":
        return ALL
    if kind == "list":
        return [random.randrange(-size, size) for _ in range(length)]
    ends = [random.choice([None, random.randint(-size - 2, size + 2)]) for _ in range(2)]
    return span(*ends, random.choice([None, 1, 2, 3, -1, -2]))


def random_index(shape):
    with_lists = random.random() < 0.5
    length = random.randint(1, 3)
    named = [random_entry(size, with_lists, length) for size in shape[: random.randint(1, len(shape))]]
    if len(named) < len(shape) and random.random() < 0.5:
        at = random.randint(0, len(named))
        tail = [random_entry(size, with_lists, length) for size in shape[len(shape) - len(named) + at :]]
        named = named[:at] + ["..."] + tail
    while random.random() < 0.25:
        named.insert(random.randint(0, len(named)), None)
    return named


reads = [
    read([5], [2]),
    read([5], [-1]),
    read([5], [span(1, 3, None)]),
    read([5], [span(None, None, -1)]),
    read([5], [span(-3, None, None)]),
    read([5], [span(4, 1, -2)]),
    read([5], [span(10, 20, None)]),
    read([5], [span(3, 1, None)]),
    read([0], [ALL]),
    read([0, 3], [ALL, 1]),
    read([3, 4], []),
    read([3, 4], ["...", 1]),
    read([3, 4], [None, "...", None]),
    read([3, 4], [ALL, None, span(None, None, 2)]),
    read([3, 4], [[2, 0]]),
    read([3, 4], [ALL, [3, 3, -4]]),
    read([3, 4], [[0, 2], [1, -1]]),
    read([3, 4], [[], ALL]),
    read([2, 3, 4], [[0, 1], ALL, [1, 2]]),
    read([2, 3, 4], [ALL, [0, 2], [1, 3]]),
    read([2, 3, 4], [[1], [2], [3]]),
    read([2, 3, 4], [[0, 1], None, [1, 2]]),
    read([2, 3, 4], ["...", [0, 2], span(None, None, -1)]),
    read([2, 3, 4], [[1], ALL, [0, 1, 3]]),
]
mask_reads = [
    read([5], [mask(5)]),
    read([3], [{"mask": [False, False, False]}]),
    read([2, 3], [mask(2, 3)]),
    read([2, 3, 4], [mask(2, 3)]),
    read([2, 3, 4], [ALL, mask(3, 4)]),
    read([2, 3, 4], [ALL, mask(3), span(None, None, -1)]),
    read([2, 3, 4], [mask(2), ALL, mask(4)]),
    read([2, 3, 4], [mask(2), None, mask(3)]),
    read([2, 3, 4], ["...", mask(4)]),
    read([2, 3, 4], [[1, 0], mask(3), "..."]),
    read([2, 3, 4], [[[1], [0]], mask(3), ALL]),
    read([2, 3, 4], [None, mask(2), "...", None]),
    read([2, 3, 4], [mask(2, 3), [1, 2, 3]]),
    read([2, 3, 4], [mask(2, 3), span(None, None, 2)]),
    read([0, 3], [{"mask": []}]),
]
while len(reads) < 120:
    shape = [random.randint(1, 4) for _ in range(random.randint(1, 4))]
    reads.append(read(shape, random_index(shape)))

writes = [
    write([4], [2], 9),
    write([4], [span(None, None, -1)], [10, 11, 12, 13]),
    write([4], [[1, 1, 2]], [7, 8, 9]),
    write([2, 3], [1], 9),
    write([2, 3], [ALL, 1], [8, 9]),
    write([2, 3], ["..."], 7),
    write([2, 3], [ALL, [0, 2]], [[5], [6]]),
    write([2, 3], [[0, 1], [2, 0]], [5, 6]),
    write([2, 3], [span(2, None, None)], 9),
]
mask_writes = [
    write([5], [mask(5)], 9),
    write([2, 3], [mask(2, 3)], [7, 8, 9]),
    write([3, 4], [ALL, mask(4)], [[7], [8], [9]]),
    write([3, 4], [mask(3), span(1, None, 2)], 5),
]
while len(writes) < 40:
    shape = [random.randint(1, 3) for _ in range(random.randint(1, 3))]
    index = random_index(shape)
    inner = np.shape(arange(shape)[python_index(index)])[-1:]
    writes.append(write(shape, index, (100 + np.arange(int(np.prod(inner))).reshape(inner)).tolist()))

reads += mask_reads
writes += mask_writes
path = pathlib.Path(__file__).parents[1] / "test" / "fixtures" / "numpy-indexing.json"
path.write_text(json.dumps({"numpy": np.__version__, "reads": reads, "writes": writes}, separators=(",", ":")) + "\n")
print(f"{len(reads)} reads, {len(writes)} writes, {path.stat().st_size} bytes")
