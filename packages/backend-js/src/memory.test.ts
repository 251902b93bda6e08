import { describe, expect, test } from "vitest";
import { createJsBackend } from "./create-js-backend.js";

const upload = (js: ReturnType<typeof createJsBackend>, n: number, value = 1) =>
  js.upload(new Float32Array(n).fill(value), [n], "float32");

describe("memory()", () => {
  test("counts handles, and shared buffers once", () => {
    const js = createJsBackend();
    const x = upload(js, 100);
    const y = js.reshape(x, [10, 10]);
    const z = js.permute(y, [1, 0]);
    expect(js.memory()).toEqual({ tensors: 3, bytes: 400 });
    js.dispose(x);
    js.dispose(y);
    expect(js.memory()).toEqual({ tensors: 1, bytes: 400 });
    js.dispose(z);
    expect(js.memory()).toEqual({ tensors: 0, bytes: 0 });
  });

  test("is back where it was after any op, 16-bit ones too", () => {
    const js = createJsBackend();
    for (const dtype of ["float32", "float16"] as const) {
      const x = js.cast(upload(js, 6), dtype);
      const before = js.memory();
      const made = [
        js.binary("add", x, 1),
        js.reduce("sum", x, [0]),
        js.compare("gt", x, 0),
        js.argsort(x, 0, true),
        js.scan("sum", x, 0, { reverse: false, exclusive: false }),
        js.reshape(js.broadcastTo(x, [2, 6]), [12]),
      ];
      for (const y of made) js.dispose(y);
      expect(js.memory().tensors - before.tensors).toBe(1); // the broadcast view above
    }
  });
});

describe("buffers", () => {
  test("of disposed handles serve again", () => {
    const js = createJsBackend();
    const x = upload(js, 1000);
    const { data } = x;
    js.dispose(x);
    expect(upload(js, 1000).data).toBe(data);
  });

  test("are not handed out while a view shows them", () => {
    const js = createJsBackend();
    const x = upload(js, 1000, 3);
    const view = js.slice(x, [10], [5], [1]);
    js.dispose(x);
    for (let i = 0; i < 5; i++) expect(upload(js, 1000, 7).data).not.toBe(view.data);
    expect([...js.readSync(view)]).toEqual([3, 3, 3, 3, 3]);
  });

  test("are not handed out twice when a handle is disposed twice", () => {
    const js = createJsBackend();
    const x = upload(js, 1000);
    js.dispose(x);
    js.dispose(x);
    expect(upload(js, 1000).data).not.toBe(upload(js, 1000).data);
    expect(js.memory().tensors).toBe(2);
  });

  test("come back with new contents only", () => {
    const js = createJsBackend();
    js.dispose(upload(js, 500, 9));
    expect([...js.readSync(js.full([500], 0, "float32"))].every((v) => v === 0)).toBe(true);
    js.dispose(upload(js, 500, 9));
    const sums = js.foldWindows(js.upload(new Float32Array(4), [2, 2], "float32"), 0, 500, 1, 1);
    expect([...js.readSync(sums)].every((v) => v === 0)).toBe(true);
  });

  test("beyond the limit go to the garbage collector", () => {
    const js = createJsBackend({ poolBytes: 4000 });
    const [x, y, z] = [upload(js, 900), upload(js, 900), upload(js, 2000)];
    for (const handle of [x, y, z]) js.dispose(handle);
    const again = [upload(js, 900), upload(js, 900), upload(js, 2000)].map((handle) => handle.data);
    expect(again.filter((data) => [x.data, y.data, z.data].includes(data))).toEqual([y.data]);
  });
});

test("an impossible size is an out_of_memory error that leaves the rest intact", () => {
  const js = createJsBackend();
  const x = upload(js, 10);
  expect(() => js.full([2 ** 40], 0, "float32")).toThrow(
    expect.objectContaining({ code: "out_of_memory", help: expect.stringContaining("scope") }),
  );
  expect(js.memory()).toEqual({ tensors: 1, bytes: 40 });
  expect([...js.readSync(x)]).toEqual(new Array(10).fill(1));
});
