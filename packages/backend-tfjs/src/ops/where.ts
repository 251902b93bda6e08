import { broadcastShapes, hostArray, sizeOf } from "@tenon/core";
import type { Engine } from "../engine.js";
import type { TfjsHandle, TfjsOperand } from "../handle.js";
import { convertNumber } from "../host/convert.js";
import { broadcastTo } from "./movement.js";

/** `a` where the condition holds, else `b`; all three broadcast. */
export function where(engine: Engine, condition: TfjsHandle, a: TfjsOperand, b: TfjsOperand): TfjsHandle {
  const dtype = typeof a === "number" ? (b as TfjsHandle).dtype : a.dtype; // at most one of them is a number
  const shapeOf = (x: TfjsOperand) => (typeof x === "number" ? [] : x.shape);
  const shape = broadcastShapes(condition.shape, broadcastShapes(shapeOf(a), shapeOf(b))!)!; // core has checked that they fit
  if (sizeOf(shape) === 0) return engine.make(hostArray(dtype, 0), shape, dtype);
  return engine.compose(() => {
    const wide = (x: TfjsOperand) =>
      typeof x === "number" ? engine.fill(shape, convertNumber(x, dtype), dtype) : broadcastTo(engine, x, shape);
    const test = broadcastTo(engine, condition, shape);
    const t = wide(a);
    const e = wide(b);
    if (dtype !== "bool") return engine.run("Select", { condition: test, t, e });
    // Select moves elements of four bytes, whatever the dtype, on some engines.
    const not = engine.run("LogicalNot", { x: test });
    const taken = engine.run("LogicalAnd", { a: test, b: t });
    return engine.run("LogicalOr", { a: taken, b: engine.run("LogicalAnd", { a: not, b: e }) });
  });
}
