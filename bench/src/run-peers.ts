import { alternate } from "./alternate.js";
import type { Contender } from "./contenders.js";
import { BINARY, BUNDLE, INSTALLED } from "./measure-sizes.js";
import { chapters } from "./names.js";
import { type Result, ratioOf } from "./result.js";
import { runContender } from "./run-contender.js";

/** How often and how long everybody runs. */
export interface Patience {
  readonly rounds: number;
  /** Seconds that one process may take. */
  readonly limit: number;
}

/** Sizes do not vary. */
const constant: ReadonlySet<string> = new Set([BUNDLE, BINARY, INSTALLED]);

/** Tenon beside others, topic by topic. Yields medians over rounds. */
export function* runPeers(
  contenders: readonly Contender[],
  wants: (name: string) => boolean,
  { rounds, limit }: Patience,
): Generator<Result[]> {
  const topics = chapters
    .flatMap((chapter) => chapter.topics.map((names) => names.filter(wants)))
    .filter((names) => names.length > 0)
    .map((names) => ({ names, rounds: constant.has(names[0]!) ? 1 : rounds }));
  yield* alternate(topics, contenders, (contender, names) => runContender(contender, names, limit));
}

/** "train MLP b128: tenon-js is 4.2 × tfjs-cpu", for each of ours and each other that did the same. */
export function ratioLines(results: readonly Result[]): string[] {
  const isOurs = ({ peer }: Result) => peer.startsWith("tenon-");
  return results.filter(isOurs).flatMap((mine) =>
    results.flatMap((theirs) => {
      if (isOurs(theirs) || rowOf(theirs.workload) !== rowOf(mine.workload)) return [];
      const ratio = ratioOf(mine, theirs);
      return ratio === undefined
        ? []
        : [`${mine.workload}: ${mine.peer} is ${Number(ratio.toPrecision(3))} × ${theirs.peer}`];
    }),
  );
}

/** The row of a comparison to which a name belongs: orders of memory, and the name for calls of a session, share one. */
export function rowOf(name: string): string {
  return name.replace(/ (NCHW|NHWC|\(session\.run\))$/, "");
}
