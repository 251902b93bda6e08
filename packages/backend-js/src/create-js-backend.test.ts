import { DTYPES } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { js, noise, tensor, values } from "../test/naive.js";

test("claims every dtype, synchronous and strict", () => {
  expect(Object.keys(js.caps.dtypes).sort()).toEqual([...DTYPES].sort());
  expect(js.caps).toMatchObject({ sync: true, numerics: "strict", memory: "collected" });
});

test("read gives several tensors, sync resolves", async () => {
  await js.sync();
  const [a, b] = await js.read([tensor([2], [1, 2]), tensor([], [3], "int32")]);
  expect([[...a!], [...b!]]).toEqual([[1, 2], [3]]);
});

describe.each(["float16", "bfloat16"] as const)("%s", (dtype) => {
  const x = noise([3, 4], dtype);
  const y = noise([4], dtype, 5);
  const wide = (z: typeof x) => js.cast(z, "float32");

  test("computes in float32 and rounds once", () => {
    const pairs = [
      [js.binary("mul", x, y), js.binary("mul", wide(x), wide(y))],
      [js.unary("exp", x), js.unary("exp", wide(x))],
      [js.reduce("sum", x, [0]), js.reduce("sum", wide(x), [0])],
      [js.matmul(x, x, false, true), js.matmul(wide(x), wide(x), false, true)],
      [
        js.scan("sum", x, 1, { reverse: true, exclusive: false }),
        js.scan("sum", wide(x), 1, { reverse: true, exclusive: false }),
      ],
      [js.foldWindows(x, 0, 6, 1, 1), js.foldWindows(wide(x), 0, 6, 1, 1)],
    ] as const;
    for (const [narrow, reference] of pairs) {
      expect(narrow.dtype).toBe(dtype);
      expect(values(narrow)).toEqual(values(js.cast(reference, dtype)));
    }
  });

  test("orders and compares as float32 does", () => {
    expect(values(js.argsort(x, 1, true))).toEqual(values(js.argsort(wide(x), 1, true)));
    expect(values(js.argReduce("min", x, 0))).toEqual(values(js.argReduce("min", wide(x), 0)));
    expect(js.compare("lt", x, 0.5).dtype).toBe("bool");
    expect(values(js.compare("lt", x, 0.5))).toEqual(values(js.compare("lt", wide(x), 0.5)));
  });

  test("leaves nothing behind", () => {
    const before = js.memory();
    js.dispose(js.matmul(x, x, true, false));
    js.dispose(js.compare("eq", x, y));
    expect(js.memory()).toEqual(before);
  });
});
