import { median } from "./median.js";
import { lowerIsBetter, type Result } from "./result.js";

/**
 * Measures topic after topic, and everybody in turn in each round of one, so that what else the machine does hits all alike.
 * Yields one result per name and peer for each topic: medians over its rounds. Who gives no value in a round is not asked again.
 */
export function* alternate<T extends { readonly peer: string }>(
  topics: readonly { readonly names: readonly string[]; readonly rounds: number }[],
  contenders: readonly T[],
  run: (contender: T, names: readonly string[]) => readonly Result[],
): Generator<Result[]> {
  for (const { names, rounds } of topics) {
    const all: Result[] = [];
    let left = contenders;
    for (let round = 0; round < rounds; round++)
      left = left.filter((contender) => {
        const results = run(contender, names);
        all.push(...results);
        return results.some(({ value }) => value !== null);
      });
    yield mediansOf(all);
  }
}

/** Results of one name and peer become one. */
export function mediansOf(results: readonly Result[]): Result[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.peer}\n${result.workload}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map(medianOf);
}

function medianOf(group: readonly Result[]): Result {
  const done = group.filter(({ value }) => value !== null);
  const [first] = done;
  if (first === undefined) return group[0]!; // a group has members
  const numbers = (pick: (result: Result) => number | null | undefined): number[] =>
    done.map(pick).filter((value) => value !== null && value !== undefined);
  const best = numbers((result) => result.best);
  const foreign = numbers((result) => result.foreign);
  const ms = numbers((result) => result.ms);
  return {
    ...first,
    value: median(numbers((result) => result.value)),
    ...(ms.length > 0 && { ms: median(ms) }),
    ...(best.length > 0 && { best: lowerIsBetter(first.unit) ? Math.min(...best) : Math.max(...best) }),
    ...(first.n !== undefined && { n: numbers((result) => result.n).reduce((sum, n) => sum + n, 0) }),
    ...(foreign.length > 0 && { foreign: median(foreign) }),
    rounds: done.length,
  };
}
