import { expect, test } from "vitest";
import { alternate, mediansOf } from "./alternate.js";
import type { Result } from "./result.js";

const [ours, theirs] = [{ peer: "tenon-js" }, { peer: "other" }];

function result(overrides: Partial<Result>): Result {
  return { peer: "tenon-js", workload: "sum", value: 1, unit: "GB/s", ...overrides };
}

test("everybody runs in turn in each round of a topic", () => {
  const order: string[] = [];
  const topics = [
    { names: ["a", "a first step"], rounds: 2 },
    { names: ["b"], rounds: 1 },
  ];
  const run = ({ peer }: { peer: string }, names: readonly string[]) => {
    order.push(`${peer} ${names.join("+")}`);
    return names.map((workload) => result({ peer, workload }));
  };
  const yielded = [...alternate(topics, [ours, theirs], run)];
  const round = ["tenon-js a+a first step", "other a+a first step"];
  expect(order).toEqual([...round, ...round, "tenon-js b", "other b"]);
  expect(yielded.map((results) => results.map(({ peer, workload }) => `${peer} ${workload}`))).toEqual([
    ["tenon-js a", "tenon-js a first step", "other a", "other a first step"],
    ["tenon-js b", "other b"],
  ]);
});

test("who gives no value is not asked again in the same topic", () => {
  const asked: string[] = [];
  const run = ({ peer }: { peer: string }, [workload]: readonly string[]) => {
    asked.push(`${peer} ${workload}`);
    return peer === "other" && workload === "a"
      ? [result({ peer, value: null, error: "too slow" })]
      : [result({ peer })];
  };
  const topics = [
    { names: ["a"], rounds: 3 },
    { names: ["b"], rounds: 1 },
  ];
  const [first] = alternate(topics, [ours, theirs], run);
  expect(first).toMatchObject([
    { peer: "tenon-js", rounds: 3 },
    { peer: "other", value: null, error: "too slow" },
  ]);
  expect(asked.filter((name) => name.startsWith("other"))).toEqual(["other a"]);
});

test("a result is the median over its rounds, with the best of all", () => {
  const values = [3, 10, 4];
  const rounds = values.map((value, i) => result({ value, ms: 10 / value, best: value + 1, n: 5, foreign: i }));
  const [median] = mediansOf(rounds);
  expect(median).toEqual(result({ value: 4, ms: 2.5, best: 11, n: 15, foreign: 1, rounds: 3 }));
});

test("the best time is the shortest", () => {
  const [median] = mediansOf([30, 20].map((best) => result({ unit: "ms", value: 40, best })));
  expect(median).toMatchObject({ value: 40, best: 20 });
});

test("a round that fails does not spoil the others", () => {
  const rounds = [result({ value: 2 }), result({ value: null, unit: "error", error: "killed" }), result({ value: 4 })];
  expect(mediansOf(rounds)).toMatchObject([{ value: 3, unit: "GB/s", rounds: 2 }]);
});
