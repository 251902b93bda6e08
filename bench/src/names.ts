import { BINARY, BUNDLE, INSTALLED } from "./measure-sizes.js";
import { STARTUP, STARTUP_OVER_EMPTY } from "./measure-startup.js";
import { firstStepOf } from "./workload.js";

/** What is compared in one go: the first name is the topic's, the others belong to it or differ in what a library calls alike. */
export type Topic = readonly [string, ...string[]];

/** One chapter of the page of results. */
export interface Chapter {
  readonly title: string;
  readonly topics: readonly Topic[];
}

const layouts = (name: string): Topic[] => [[`${name} NCHW`, `${name} NHWC`]];
const plain = (...names: string[]): Topic[] => names.map((name) => [name]);
const trained = (...names: string[]): Topic[] => names.map((name) => [name, firstStepOf(name)]);

/** Every name under which anybody reports a result, in the order of the page. */
export const chapters: readonly Chapter[] = [
  {
    title: "Kernels",
    topics: [
      ...plain(...[256, 512, 1024, 2048].map((n) => `matmul ${n}`)),
      ...plain("relu(x*a+b) 1M", "relu(x*a+b) 1M jit", "relu(x*a+b) 16M", "relu(x*a+b) 16M jit"),
      ...plain("relu(x*a+b) 16M preallocated out", "sum 16M", "softmax [4096,1024]", "softmax [4096,1024] jit"),
      ...layouts("conv2d [32,28,28,32]->64 fwd"),
      ...layouts("conv2d [32,28,28,32]->64 fwd+bwd"),
      ...layouts("conv2d [8,56,56,64]->64 fwd"),
      ...layouts("conv2d [8,56,56,64]->64 fwd+bwd"),
    ],
  },
  {
    title: "Training",
    topics: trained(
      "train MLP b128",
      "train CNN b64",
      "train LSTM h128 t64 b32",
      "train nanoGPT 4L d128 t128 b16",
      "train nanoGPT 4L d128 t128 b16 (one-hot embed)",
    ),
  },
  {
    title: "Dispatch",
    topics: [
      ["dispatch add [1]+[1]", "dispatch add [1]+[1] (session.run)"],
      ...plain("dispatch add [1]+[1] async", "dispatch add [1024]+[1024]", "dispatch add [1]+[1] with grad tape"),
    ],
  },
  {
    title: "Start-up and size",
    topics: [[STARTUP, STARTUP_OVER_EMPTY], ...plain(BUNDLE, BINARY, INSTALLED)],
  },
];

/** Names that only others report: Tenon has no outputs to write into, and no sessions. */
export const othersOnly: readonly string[] = [
  "relu(x*a+b) 16M preallocated out",
  "dispatch add [1]+[1] (session.run)",
  BINARY,
];
