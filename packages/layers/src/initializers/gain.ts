/** Nonlinearities with a recommended gain. */
export type Nonlinearity = "linear" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "selu";

/**
 * The factor by which weights before a nonlinearity grow so that variance stays, as torch.nn.init.calculate_gain.
 * @param slope of "leakyRelu" below zero; default 0.01.
 * @example
 * xavierUniform([64, 64], { gain: gainOf("tanh") }); // gain 5/3
 */
export function gainOf(nonlinearity: Nonlinearity, slope = 0.01): number {
  switch (nonlinearity) {
    case "linear":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leakyRelu":
      return Math.sqrt(2 / (1 + slope * slope));
    case "selu":
      return 3 / 4;
  }
}
