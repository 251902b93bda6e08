import { matmul, uniform } from "@tenon/core";
import type { Workload } from "../workload.js";

/** Two n × n matrices, eagerly. */
export function matmulWorkload(n: number): Workload {
  return {
    name: `matmul ${n}`,
    unit: "GFLOP/s",
    work: (2 * n ** 3) / 1e9,
    prepare(backend) {
      const a = uniform([n, n], { low: -1, high: 1 });
      const b = uniform([n, n], { low: -1, high: 1 });
      return () => {
        matmul(a, b).dispose();
        return backend.sync();
      };
    },
  };
}
