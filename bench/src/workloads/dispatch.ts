import { add, tensor } from "@tenon/core";
import type { Workload } from "../workload.js";

const ADDITIONS = 1000;

/** What one op costs when there is nothing to compute. */
export const dispatchAdd = dispatch("dispatch add [1]+[1]", false);

/** As dispatchAdd, with gradients recorded. */
export const dispatchAddWithTape = dispatch("dispatch add [1]+[1] with grad tape", true);

function dispatch(name: string, requiresGrad: boolean): Workload {
  return {
    name,
    unit: "ops/s",
    work: ADDITIONS,
    prepare(backend) {
      const a = tensor([1], { requiresGrad });
      const b = tensor([2]);
      return () => {
        for (let i = 0; i < ADDITIONS; i++) add(a, b).dispose();
        return backend.sync();
      };
    },
  };
}
