import * as core from "../../../src/index.js";
import type { Calls, Inputs } from "./inputs.js";

const all = { ...core };

export const activationsCalls: Calls = {
  ...Object.fromEntries(
    (
      [
        "celu", "elu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "logSigmoid", "mish", "normalize", "relu6", "rrelu",
        "selu", "softmin", "softshrink", "softsign", "tanhshrink", "gumbelSoftmax",
      ] as const
    ) // biome-ignore format: names
      .map((name) => [name, [({ x }: Inputs) => all[name](x)]]),
  ),
  ...Object.fromEntries(
    (["alphaDropout", "featureDropout", "featureAlphaDropout"] as const).map((name) => [
      name,
      [({ image }: Inputs) => all[name](image), ({ x }: Inputs) => all[name](x, { training: false })],
    ]),
  ),
  glu: [({ image }) => core.glu(image)],
  prelu: [({ x, y }) => core.prelu(x, y), ({ x, quarter }) => core.prelu(x, quarter)],
  threshold: [({ x }) => core.threshold(x, { threshold: 0.1, value: 2 })],
};
