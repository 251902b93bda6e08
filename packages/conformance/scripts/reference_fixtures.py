"""Writes fixtures/reference.json: what PyTorch and NumPy give for primitives, to check the naive reference against.

Run: /usr/bin/python3 packages/conformance/scripts/reference_fixtures.py
"""

import json
import math
import pathlib

import numpy
import torch

TORCH = {
    "bool": torch.bool,
    "int8": torch.int8,
    "uint8": torch.uint8,
    "int32": torch.int32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "float32": torch.float32,
    "float64": torch.float64,
}
NAME = {dtype: name for name, dtype in TORCH.items()}
FLOATS = ["float16", "bfloat16", "float32", "float64"]
INTEGERS = ["int8", "uint8", "int32"]
inf, nan = math.inf, math.nan

calls = []


def number(value):
    """JSON has no NaN, infinities or negative zero."""
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        if value == 0 and math.copysign(1, value) < 0:
            return "-0"
        return int(value) if value == int(value) and abs(value) < 2**31 else value
    return int(value)


def as_json(x):
    flat = x.double() if x.dtype in (torch.float16, torch.bfloat16) else x
    return {"shape": list(x.shape), "dtype": NAME[x.dtype], "data": [number(v) for v in flat.flatten().tolist()]}


def emit(op, attributes, inputs, output):
    calls.append({"op": op, "attributes": attributes, "inputs": [as_json(x) for x in inputs], "output": as_json(output)})


def draw(shape, dtype, low=-3.0, high=3.0):
    if dtype == "bool":
        return torch.randint(0, 2, shape).bool()
    if dtype in INTEGERS:
        return torch.randint(0 if dtype == "uint8" else -9, 12, shape).to(TORCH[dtype])
    return (torch.rand(shape, dtype=torch.float64) * (high - low) + low).to(TORCH[dtype])


def numpy_sign(x):
    """NumPy's keeps NaN, PyTorch's makes it 0."""
    return torch.from_numpy(numpy.sign(x.numpy()))


def unary():
    functions = {
        "neg": torch.neg, "abs": torch.abs, "sign": numpy_sign, "floor": torch.floor, "ceil": torch.ceil,
        "round": torch.round, "exp": torch.exp, "expm1": torch.expm1, "log": torch.log, "log1p": torch.log1p,
        "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "sin": torch.sin, "cos": torch.cos, "tan": torch.tan,
        "asin": torch.asin, "acos": torch.acos, "atan": torch.atan, "tanh": torch.tanh, "erf": torch.erf,
        "sigmoid": torch.sigmoid, "relu": torch.relu,
    }  # fmt: skip
    values = [0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.3, -0.7, 1.0, -1.0, 3.3, -4.1, 8.0, inf, -inf, nan, 1e-8, -0.99]
    for op, function in functions.items():
        for dtype in ["float32", "float64"]:
            x = torch.tensor(values, dtype=TORCH[dtype])
            emit("unary", {"op": op}, [x], function(x))
    for op in ["neg", "abs", "sign", "relu"]:
        for dtype in INTEGERS:
            x = torch.tensor([0, 1, 5, 127, 128, 255, -1, -7, -128], dtype=torch.int64).to(TORCH[dtype])
            emit("unary", {"op": op}, [x], functions[op](x))
    x = torch.tensor([True, False])
    emit("unary", {"op": "not"}, [x], torch.logical_not(x))


def binary():
    functions = {
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "pow": torch.pow, "mod": torch.remainder,
        "max": torch.maximum, "min": torch.minimum,
    }  # fmt: skip
    values = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -1.5, 3.0, inf, -inf, nan]
    left = torch.tensor([a for a in values for _ in values])
    right = torch.tensor(values * len(values))
    for dtype in ["float16", "bfloat16", "float32", "float64"]:
        a, b = left.to(TORCH[dtype]), right.to(TORCH[dtype])
        for op in ["add", "sub", "mul", "max", "min"] + (["mod", "pow"] if dtype in ("float32", "float64") else []):
            emit("binary", {"op": op}, [a, b], functions[op](a, b))
        emit("binary", {"op": "div"}, [a, b], torch.div(a, b))
    a, b = left.double(), right.double()
    emit("binary", {"op": "atan2"}, [a, b], torch.atan2(a, b))
    for dtype in INTEGERS:
        a, b = draw([5, 1, 4], dtype), draw([3, 1], dtype)
        for op in ["add", "sub", "mul", "max", "min"]:
            emit("binary", {"op": op}, [a, b], functions[op](a, b))
        wide = torch.tensor([100, 127, -128, 200, 77], dtype=torch.int64).to(TORCH[dtype])
        emit("binary", {"op": "mul"}, [wide, wide], wide * wide)
        emit("binary", {"op": "add"}, [wide, wide], wide + wide)
        nonzero = torch.where(b == 0, torch.ones_like(b), b)
        emit("binary", {"op": "mod"}, [a, nonzero], torch.remainder(a, nonzero))
        emit("binary", {"op": "div"}, [a, nonzero], torch.div(a, nonzero, rounding_mode="trunc"))
        exponent = torch.tensor([0, 1, 2, 3, 5], dtype=torch.int64).to(TORCH[dtype]).reshape(5, 1, 1)
        emit("binary", {"op": "pow"}, [a, exponent], torch.pow(a, exponent))
    big = torch.tensor([2**31 - 1, -(2**31), 46341, 123456789, -7], dtype=torch.int32)
    for op in ["add", "sub", "mul"]:
        emit("binary", {"op": op}, [big, big.flip(0)], functions[op](big, big.flip(0)))
    bits = {"bitAnd": torch.bitwise_and, "bitOr": torch.bitwise_or, "bitXor": torch.bitwise_xor}
    for op, function in bits.items():
        emit("binary", {"op": op}, [big, big.flip(0)], function(big, big.flip(0)))
    shifts = torch.tensor([0, 1, 5, 17, 31], dtype=torch.int32)
    emit("binary", {"op": "shl"}, [big, shifts], torch.bitwise_left_shift(big, shifts))
    emit("binary", {"op": "shr"}, [big, shifts], torch.bitwise_right_shift(big, shifts))
    p, q = torch.tensor([True, True, False, False]), torch.tensor([True, False, True, False])
    for op, function in {"and": torch.logical_and, "or": torch.logical_or, "xor": torch.logical_xor}.items():
        emit("binary", {"op": op}, [p, q], function(p, q))


def comparisons():
    functions = {"eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge}
    a = torch.tensor([0.0, -0.0, 1.0, nan, inf, -inf, 2.0]).reshape(7, 1)
    for op, function in functions.items():
        emit("compare", {"op": op}, [a, a.reshape(7)], function(a, a.reshape(7)))
    condition, x, y = draw([2, 1, 3], "bool"), draw([4, 1], "float32"), draw([3], "float32")
    emit("where", {}, [condition, x, y], torch.where(condition, x, y))


def casts():
    values = torch.tensor([0.0, -0.0, 1.0, 1.1, 65504, 65519, 65520, 1e-8, 2**-24, 3 * 2**-26, 1.0009765625 + 2**-11,
                           16777217, 1e39, inf, -inf, nan, 2**-149, 1.00390625, 1.01171875, 3.3e38], dtype=torch.float64)  # fmt: skip
    for dtype in FLOATS:
        emit("cast", {"dtype": dtype}, [values], values.to(TORCH[dtype]))
    emit("cast", {"dtype": "bool"}, [values], values.bool())
    whole = torch.tensor([0, 1, -1, 127, 128, 255, 256, 300, -129, 2**31 - 1, -(2**31), 16777217], dtype=torch.int32)
    for dtype in TORCH:
        if dtype != "float16":  # beyond its range
            emit("cast", {"dtype": dtype}, [whole], whole.to(TORCH[dtype]))
    fractions = torch.tensor([0.9, -0.9, 2.5, -2.5, 100.99, -100.99], dtype=torch.float32)
    emit("cast", {"dtype": "int8"}, [fractions], fractions.to(torch.int8))
    emit("cast", {"dtype": "int32"}, [fractions], fractions.to(torch.int32))


def reductions():
    x = draw([2, 3, 4], "float64")
    for axes in [[], [0], [1], [2], [0, 2], [0, 1, 2]]:
        total = x.sum(axes, keepdim=True) if axes else x
        emit("reduce", {"op": "sum", "axes": axes}, [x], total)
        emit("reduce", {"op": "max", "axes": axes}, [x], x.amax(axes, keepdim=True) if axes else x)
        emit("reduce", {"op": "min", "axes": axes}, [x], x.amin(axes, keepdim=True) if axes else x)
    emit("reduce", {"op": "prod", "axes": [1]}, [x], x.prod(1, keepdim=True))
    rows = torch.tensor([[1, nan, 2], [inf, -inf, 1], [-inf, -inf, -inf], [0.0, 3, nan]], dtype=torch.float32)
    emit("reduce", {"op": "max", "axes": [1]}, [rows], rows.amax(1, keepdim=True))
    emit("reduce", {"op": "min", "axes": [1]}, [rows], rows.amin(1, keepdim=True))
    emit("reduce", {"op": "sum", "axes": [1]}, [rows], rows.sum(1, keepdim=True))
    wide = torch.tensor([[100, 100, 100], [-100, -100, -1]], dtype=torch.int8)
    emit("reduce", {"op": "sum", "axes": [1]}, [wide], wide.sum(1, keepdim=True, dtype=torch.int8))
    ties = torch.tensor([[1, 3, 3, 2], [4, 4, 4, 4], [0, -1, -1, 5]], dtype=torch.float32)
    emit("argReduce", {"op": "max", "axis": 1}, [ties], torch.from_numpy(numpy.argmax(ties.numpy(), 1)).int()[:, None])
    emit("argReduce", {"op": "min", "axis": 1}, [ties], torch.from_numpy(numpy.argmin(ties.numpy(), 1)).int()[:, None])
    emit("argReduce", {"op": "max", "axis": 1}, [rows], torch.from_numpy(numpy.argmax(rows.numpy(), 1)).int()[:, None])
    emit("argReduce", {"op": "min", "axis": 0}, [rows], torch.from_numpy(numpy.argmin(rows.numpy(), 0)).int()[None])
    unordered = torch.tensor([[3, 1, 2, 1, 3, 0, 2], [5, 5, -1, inf, -inf, 5, 0]], dtype=torch.float32)
    for descending in [False, True]:
        order = torch.sort(unordered, dim=1, stable=True, descending=descending).indices.int()
        emit("argsort", {"axis": 1, "descending": descending}, [unordered], order)
    with_nan = torch.tensor([2, nan, 1, nan, -inf, inf], dtype=torch.float32)
    order = torch.sort(with_nan, stable=True).indices.int()
    emit("argsort", {"axis": 0, "descending": False}, [with_nan], order)


def scans():
    x = draw([3, 5], "float64")
    functions = {"sum": torch.cumsum, "prod": torch.cumprod, "max": lambda v, d: torch.cummax(v, d)[0],
                 "min": lambda v, d: torch.cummin(v, d)[0]}  # fmt: skip
    for op, function in functions.items():
        for axis in [0, 1]:
            plain = {"op": op, "axis": axis, "reverse": False, "exclusive": False}
            emit("scan", plain, [x], function(x, axis))
            emit("scan", {**plain, "reverse": True}, [x], function(x.flip(axis), axis).flip(axis))
    exclusive = torch.cat([torch.zeros(3, 1, dtype=torch.float64), torch.cumsum(x, 1)[:, :-1]], 1)
    emit("scan", {"op": "sum", "axis": 1, "reverse": False, "exclusive": True}, [x], exclusive)
    with_nan = torch.tensor([1, nan, 3, 2], dtype=torch.float32)
    emit("scan", {"op": "max", "axis": 0, "reverse": False, "exclusive": False}, [with_nan], torch.cummax(with_nan, 0)[0])


def products():
    for a_shape, b_shape in [([3, 4], [4, 2]), ([2, 1, 3, 4], [5, 4, 2]), ([2, 3, 0], [2, 0, 4])]:
        a, b = draw(a_shape, "float64"), draw(b_shape, "float64")
        emit("matmul", {"transA": False, "transB": False}, [a, b], a @ b)
        emit("matmul", {"transA": True, "transB": True}, [a.mT.contiguous(), b.mT.contiguous()], a @ b)
    a, b = draw([3, 4], "int32"), draw([4, 2], "int32")
    emit("matmul", {"transA": False, "transB": False}, [a, b], a @ b)


def movement():
    x = draw([2, 3, 4], "float32")
    emit("reshape", {"shape": [4, 6]}, [x], x.reshape(4, 6))
    emit("permute", {"axes": [2, 0, 1]}, [x], x.permute(2, 0, 1))
    emit("broadcastTo", {"shape": [5, 2, 3, 4]}, [x], x.expand(5, 2, 3, 4))
    emit("flip", {"axes": [0, 2]}, [x], x.flip([0, 2]))
    emit("slice", {"start": [0, 1, 1], "size": [2, 1, 2], "step": [1, 1, 2]}, [x], x[0:2, 1:2, 1:4:2])
    padded = torch.nn.functional.pad(x, [1, 2, 0, 1], value=1.5)
    emit("pad", {"lo": [0, 0, 1], "hi": [0, 1, 2], "interior": [0, 0, 0], "value": 1.5}, [x], padded)
    spread = torch.zeros(2, 3, 10)
    spread[:, :, ::3] = x
    emit("pad", {"lo": [0, 0, 0], "hi": [0, 0, 0], "interior": [0, 0, 2], "value": 0}, [x], spread)
    emit("concat", {"axis": 1}, [x, x[:, :2]], torch.cat([x, x[:, :2]], 1))
    line = draw([2, 9], "float32")
    emit("windows", {"axis": 1, "size": 3, "stride": 2, "dilation": 1}, [line], line.unfold(1, 3, 2))
    dilated = torch.stack([line[:, k * 2 : k * 2 + 5] for k in range(3)], -1)
    emit("windows", {"axis": 1, "size": 3, "stride": 1, "dilation": 2}, [line], dilated)
    columns = draw([1, 3, 4], "float64")  # torch.fold wants [N, C·k, L]; here C = 1
    folded = torch.nn.functional.fold(columns, (1, 9), (1, 3), stride=(1, 2)).reshape(1, 9)
    attributes = {"axis": 1, "length": 9, "stride": 2, "dilation": 1}
    emit("foldWindows", attributes, [columns.mT.contiguous()], folded)


def indexing():
    x, at = draw([4, 3], "float32"), torch.tensor([[3, 0], [1, 1]], dtype=torch.int32)
    taken = torch.from_numpy(numpy.take(x.numpy(), at.numpy(), axis=0))
    emit("gather", {"axis": 0}, [x, at], taken)
    emit("gather", {"axis": 1}, [x, at % 3], torch.from_numpy(numpy.take(x.numpy(), at.numpy() % 3, axis=1)))
    index, updates = torch.tensor([1, 3, 1], dtype=torch.int32), draw([3, 3], "float64")
    base = draw([4, 3], "float64")
    emit("scatter", {"op": "add", "axis": 0}, [base, index, updates], base.index_add(0, index.long(), updates))
    distinct = torch.tensor([2, 0, 1], dtype=torch.int32)
    emit("scatter", {"op": "set", "axis": 0}, [base, distinct, updates], base.index_copy(0, distinct.long(), updates))
    assigned = base.numpy().copy()
    assigned[index.numpy()] = updates.numpy()  # the last one wins
    emit("scatter", {"op": "set", "axis": 0}, [base, index, updates], torch.from_numpy(assigned))


torch.manual_seed(7)
for make in [unary, binary, comparisons, casts, reductions, scans, products, movement, indexing]:
    make()
fixture = {
    "script": "packages/conformance/scripts/reference_fixtures.py",
    "torch": torch.__version__,
    "numpy": numpy.__version__,
    "calls": calls,
}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "reference.json"
lines = ",\n".join(json.dumps(call) for call in fixture.pop("calls"))
path.write_text(json.dumps(fixture)[:-1] + ', "calls": [\n' + lines + "\n]}\n")
print(f"{path.name}: {len(calls)} calls")
