import { add, mul, type Parameter, scope, sub, TenonError, type Tensor, Variable, zerosLike } from "@tenon/core";
import { Optimizer, type UpdateContext } from "./optimizer.js";
import type { GroupOptions, Slot } from "./parameter-group.js";
import { finite, flag, nonNegative, type OptimizerSettings, rate } from "./settings.js";

export interface SGDSettings extends OptimizerSettings {
  /** How much of the last update goes on; default 0. */
  momentum: number;
  /** How much of a gradient the momentum leaves out; default 0. */
  dampening: number;
  /** Look ahead along the momentum (Sutskever et al. 2013); default false. */
  nesterov: boolean;
}

type Velocity = { readonly velocity?: Variable };

/**
 * Stochastic gradient descent, as torch.optim.SGD:
 *   g = gradient + weightDecay·p;  v ← momentum·v + (1 − dampening)·g, the first time v ← g;
 *   p ← p − learningRate·(v, or with `nesterov` g + momentum·v, or without momentum g)
 *
 * @throws TenonError `invalid_argument` for settings out of range, or `nesterov` without momentum or with dampening.
 * @example
 * const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
 */
export class SGD extends Optimizer<SGDSettings, Velocity> {
  constructor(parameters: Iterable<Parameter | GroupOptions<SGDSettings>>, settings: Partial<SGDSettings> = {}) {
    super(
      "SGD",
      parameters,
      { learningRate: 1e-3, weightDecay: 0, momentum: 0, dampening: 0, nesterov: false, ...settings },
      { learningRate: rate, weightDecay: nonNegative, momentum: nonNegative, dampening: finite, nesterov: flag },
    );
  }

  protected createMemory(parameter: Parameter, { momentum, dampening, nesterov }: SGDSettings): Velocity {
    if (nesterov && (momentum === 0 || dampening !== 0))
      throw new TenonError(
        "invalid_argument",
        `SGD: nesterov needs momentum > 0 and dampening 0, ${momentum} and ${dampening} were given`,
        "{ momentum: 0.9, nesterov: true }",
      );
    return momentum === 0 ? {} : { velocity: scope(() => new Variable(zerosLike(parameter))) };
  }

  protected update(
    { parameter, memory: { velocity } }: Slot<Velocity>,
    gradient: Tensor,
    { scalar, choose }: UpdateContext<SGDSettings>,
  ): void {
    let g = gradient;
    if (choose((s) => s.weightDecay !== 0))
      g = add(
        g,
        mul(
          parameter,
          scalar((s) => s.weightDecay),
        ),
      );
    if (choose((s) => s.momentum !== 0)) {
      if (velocity === undefined) throw withoutVelocity();
      const momentum = scalar((s) => s.momentum);
      const fresh = choose((s) => s.dampening !== 0)
        ? mul(
            g,
            scalar((s, t) => (t === 1 ? 1 : 1 - s.dampening)),
          )
        : g;
      const v = add(mul(velocity, momentum), fresh);
      velocity.assign(v);
      g = choose((s) => s.nesterov) ? add(g, mul(v, momentum)) : v;
    }
    parameter.assign(
      sub(
        parameter,
        mul(
          g,
          scalar((s) => s.learningRate),
        ),
      ),
    );
  }
}

function withoutVelocity(): TenonError {
  return new TenonError(
    "invalid_argument",
    "SGD: momentum was 0 when the optimizer was made, so it keeps no velocity",
    "a momentum in the constructor",
  );
}
