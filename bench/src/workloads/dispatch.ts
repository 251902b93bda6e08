import { add, getBackend, ones, tensor } from "@tenon/core";
import type { Workload } from "../workload.js";

const ADDITIONS = 1000;
const AWAITED_ADDITIONS = 100;

/** What one op costs when there is nothing, or little, to compute. */
export const dispatches: readonly Workload[] = [
  dispatch("dispatch add [1]+[1]", 1),
  dispatchAwaited("dispatch add [1]+[1] async"),
  dispatch("dispatch add [1024]+[1024]", 1024),
  dispatch("dispatch add [1]+[1] with grad tape", 1, true),
];

function dispatch(name: string, size: number, requiresGrad = false): Workload {
  return {
    name,
    unit: "ops/s",
    work: ADDITIONS,
    prepare() {
      const backend = getBackend();
      const a = ones([size], { requiresGrad });
      const b = ones([size]);
      return () => {
        for (let i = 0; i < ADDITIONS; i++) add(a, b).dispose();
        return backend.sync();
      };
    },
  };
}

/** As dispatch, each result waited for before the next op. */
function dispatchAwaited(name: string): Workload {
  return {
    name,
    unit: "ops/s",
    work: AWAITED_ADDITIONS,
    prepare() {
      const backend = getBackend();
      const a = tensor([1]);
      const b = tensor([2]);
      return async () => {
        for (let i = 0; i < AWAITED_ADDITIONS; i++) {
          const sum = add(a, b);
          await backend.sync();
          sum.dispose();
        }
      };
    },
  };
}
