import { tracing } from "../compile/tracing.js";
import { batching } from "../engine/batching.js";
import { isRecording, noGrad, withRecording } from "../engine/context.js";
import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import { overrides, withValues } from "../state/overrides.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { type Frame, withFrame } from "./checkpoint-frame.js";
import type { TensorFunction } from "./functional.js";
import { nodeCount } from "./grad-node.js";
import { gradientsOf, standIn } from "./pull-back.js";
import { leavesOf, mapTree, withLeaves } from "./tree.js";

/**
 * `f(...inputs)` without keeping what its gradient needs: the backward pass runs `f` again (Chen et al. 2016).
 * The second run draws the same random numbers and assigns no Variable. Tensors that `f` captures get gradients too, and
 * must live until the backward pass. Inputs and results may nest tensors in arrays and plain objects. Inside `vmap` it is
 * `f` itself.
 *
 * @example
 * const y = checkpoint((x) => block.call(x), x);
 */
export function checkpoint(f: TensorFunction, ...inputs: TensorLike[]): Tensor;
export function checkpoint<A extends readonly unknown[], R>(f: (...inputs: A) => R, ...inputs: A): R;
export function checkpoint(f: (...inputs: never[]) => unknown, ...inputs: unknown[]): unknown {
  const call = (given: unknown) => f(...(given as never[])); // structured as `inputs`
  return scope(() => {
    if (batching() !== undefined) return call(inputs);
    const tensors = leavesOf(inputs);
    const unrecorded = () => noGrad(() => call(mapTree(inputs, (x) => x.detach())));
    if (!isRecording()) return unrecorded();
    const values = overrides();
    const first: Frame = { isReplay: false, since: nodeCount(), captured: new Map(), counts: [] };
    const value = withFrame(first, unrecorded);
    const captured = [...first.captured.values()];
    const results = withVjp("checkpoint", [...tensors, ...captured], () => leavesOf(value), {
      inputs: tensors.map((_, i) => i),
      of: (gradients, saved) => {
        const createGraph = isRecording();
        const places = saved.map(standIn);
        const stands = withLeaves(inputs, places);
        const recorded = () => withRecording(true, () => call(stands));
        const again = () =>
          withFrame({ ...first, isReplay: true }, () =>
            values === undefined ? recorded() : withValues(values, recorded).result,
          );
        const trace = tracing();
        const result = leavesOf(trace === undefined ? again() : trace.inNewRegion(again));
        return gradientsOf(result, [...places, ...captured], gradients, { createGraph, retainGraph: createGraph });
      },
    });
    return withLeaves(value, results);
  });
}
