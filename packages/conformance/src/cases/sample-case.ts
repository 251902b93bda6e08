import type { Case, Needs } from "../case.js";
import type { Program } from "../program.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { Stream } from "../samples/stream.js";

/** One run inside a case: a program, what it is fed, and how a failure names it. */
export interface Sample {
  readonly label: string;
  readonly inputs: readonly HostTensor[];
  readonly program: Program;
}

/** A case that runs programs and compares all that they return with the reference. */
export function sampleCase(id: string, needs: Needs, samples: (stream: Stream) => Iterable<Sample>): Case {
  return {
    id,
    needs,
    run: async (_, t) => {
      // Handed in together: a backend that reads late waits once, and one that reuses memory too early shows.
      const checks = [...samples(new Stream(id))].map(({ label, inputs, program }) => t.check(label, inputs, program));
      for (const result of await Promise.allSettled(checks)) if (result.status === "rejected") throw result.reason;
    },
  };
}
