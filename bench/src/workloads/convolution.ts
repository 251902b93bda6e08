import { conv2d, onesLike, permute, type Tensor, tensor, vjp } from "@tenon/core";
import { numbers } from "../numbers.js";
import type { Workload } from "../workload.js";
import { eager } from "./kernels.js";

/** `size` × `size` images; filters are 3 × 3, "same", without bias. */
interface Images {
  readonly batch: number;
  readonly size: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

const cases: readonly Images[] = [
  { batch: 32, size: 28, inChannels: 32, outChannels: 64 },
  { batch: 8, size: 56, inChannels: 64, outChannels: 64 },
];

type Layout = "NCHW" | "NHWC";

/** Forward alone, and forward with both gradients, which count as three forwards; in either order of memory. */
export const convolutions: Workload[] = cases.flatMap((images) => [
  ...workloads(images, "NCHW"),
  ...workloads(images, "NHWC"),
]);

function workloads(images: Images, layout: Layout): Workload[] {
  const { batch, size, inChannels, outChannels } = images;
  const forward = (2 * batch * size * size * 9 * inChannels * outChannels) / 1e9;
  const workload = (pass: string, work: number, prepare: Workload["prepare"]): Workload => ({
    name: `conv2d [${[batch, size, size, inChannels]}]->${outChannels} ${pass} ${layout}`,
    unit: "GFLOP/s",
    work,
    prepare,
  });
  const convolve = (x: Tensor, w: Tensor) => conv2d(x, w, { padding: "same" });
  return [
    workload("fwd", forward, () => {
      const [x, w] = inputs(images, layout);
      return eager(() => convolve(x, w));
    }),
    workload("fwd+bwd", 3 * forward, () => {
      const [x, w] = inputs(images, layout);
      const ones = onesLike(convolve(x, w));
      return eager(() => vjp(convolve, [x, w], ones).gradients);
    }),
  ];
}

/** Images [N, C, H, W] and filters [O, C, 3, 3]; channels lie last in memory for NHWC. */
function inputs({ batch, size, inChannels, outChannels }: Images, layout: Layout): [Tensor, Tensor] {
  const make = (shape: readonly number[], scale: number, seed: number) => {
    const [n, c, h, w] = shape as readonly [number, number, number, number];
    const values = tensor(numbers(n * c * h * w, scale, seed));
    return layout === "NCHW" ? values.reshape([n, c, h, w]) : permute(values.reshape([n, h, w, c]), [0, 3, 1, 2]);
  };
  return [make([batch, inChannels, size, size], 1, 1), make([outChannels, inChannels, 3, 3], 0.1, 3)];
}
