import { badArgument } from "../checks.js";
import { guard } from "../compile/guard.js";
import { tracing } from "../compile/tracing.js";
import { getBackend, underAmbient, withBackend } from "../engine/context.js";
import { run } from "../engine/run.js";
import { add, mul } from "../ops/binary.js";
import { checkHolds, toDType } from "../ops/cast.js";
import type { CreateOptions } from "../ops/create.js";
import { checkDType } from "../seam/dtype.js";
import { checkShape } from "../shape.js";
import { fromHost } from "../state/from-host.js";
import type { Tensor } from "../tensor.js";
import { defaultGenerator, type Generator } from "./generator.js";

export interface RandomOptions extends CreateOptions {
  /** The stream to draw from; default: the one that `manualSeed` restarts. */
  readonly generator?: Generator;
}

/** One draw of raw words or of floats in [0, 1), when what the options want can be made of it. */
export function draw(
  shape: readonly number[],
  dtype: "int32" | "float32",
  { generator, backend, dtype: wanted = dtype }: RandomOptions,
): Tensor {
  checkShape("random", shape);
  checkDType("random", wanted);
  const stream = generator ?? guard(defaultGenerator); // manualSeed replaces it: a compiled step must notice
  const target = backend === undefined ? getBackend() : underAmbient(backend, "random");
  checkHolds("random", target, wanted);
  return withBackend(target, () => {
    const position = stream.draws.next();
    const read = () => position() | 0; // the counter word wraps
    const offset = tracing() === undefined ? read() : fromHost(read, { dtype: "int32" });
    return run("randomUniform", [stream.keyOn(target), offset], { shape: [...shape], dtype }, undefined);
  });
}

/** Random numbers as the options want them. */
export function made(x: Tensor, { dtype = "float32", requiresGrad = false }: CreateOptions): Tensor {
  const y = toDType(x, dtype);
  return requiresGrad ? y.asLeaf() : y;
}

/** location + scale·x. */
export function scaled(x: Tensor, location: number, scale: number): Tensor {
  const stretched = scale === 1 ? x : mul(x, scale);
  return location === 0 ? stretched : add(stretched, location);
}

/** Throws unless a scale or rate is a finite number above 0, or at least `least`. */
export function checkScale(op: string, name: string, value: number, least = Number.MIN_VALUE): void {
  if (value >= least && value < Number.POSITIVE_INFINITY) return;
  throw badArgument(op, { [name]: value }, `a finite number ${least === 0 ? "≥" : "above"} 0`);
}
