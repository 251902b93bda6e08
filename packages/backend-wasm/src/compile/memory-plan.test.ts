import { describe, expect, it } from "vitest";
import { planMemory, type Step } from "./memory-plan.js";

const step = (level: number, reads: number[], writes: number[], aligned: number[] = []): Step => ({
  level,
  reads,
  writes,
  aligned,
});

describe("planMemory", () => {
  it("reuses a dead block's place, but not within the level of its last reader", () => {
    const steps = [step(1, [], [0]), step(2, [0], [1]), step(3, [1], [2])];
    const { offsets, bytes } = planMemory(steps, [100, 128, 128], true);
    expect(offsets).toEqual([0, 128, 0]);
    expect(bytes).toBe(256);
    expect(new Set(planMemory(steps, [100, 128, 128], false).offsets).size).toBe(3);
  });

  it("writes over an aligned operand that dies there, once", () => {
    const steps = [step(1, [], [0]), step(2, [0], [1, 2], [0])];
    expect(planMemory(steps, [64, 64, 64], true)).toEqual({ offsets: [0, 0, 64], bytes: 128 });
  });

  it("does not write over an operand that another kernel of the level reads", () => {
    const steps = [step(1, [], [0]), step(2, [0], [1], [0]), step(2, [0], [2], [])];
    expect(new Set(planMemory(steps, [64, 64, 64], true).offsets).size).toBe(3);
  });

  it("never lets two living blocks overlap, whatever the order of deaths", () => {
    const count = 200;
    const sizes = Array.from({ length: count }, (_, i) => 64 * (1 + ((i * 7919) % 13)));
    const lives = Array.from({ length: count }, (_, i) => [i, i + 1 + ((i * 31) % 17)] as const);
    const steps: Step[] = [];
    for (let level = 0; level < count + 20; level++) {
      const reads = lives.flatMap(([, end], b) => (end === level ? [b] : []));
      steps.push(step(level, reads, level < count ? [level] : []));
    }
    const { offsets, bytes } = planMemory(steps, sizes, true);
    for (let a = 0; a < count; a++)
      for (let b = 0; b < a; b++) {
        const together = lives[b]![1] >= lives[a]![0];
        const apart = offsets[a]! + sizes[a]! <= offsets[b]! || offsets[b]! + sizes[b]! <= offsets[a]!;
        if (together) expect(apart).toBe(true);
      }
    expect(bytes).toBeLessThan(sizes.reduce((x, y) => x + y) / 5);
  });

  it("gives no place to blocks that live elsewhere", () => {
    expect(planMemory([step(1, [0], [1])], [-1, -1], true)).toEqual({ offsets: [-1, -1], bytes: 0 });
  });
});
