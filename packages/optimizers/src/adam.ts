import { adamStep, add, mul, type Parameter, scope, type Tensor, Variable, zerosLike } from "@tenon/core";
import { Optimizer, type UpdateContext } from "./optimizer.js";
import type { GroupOptions, Slot } from "./parameter-group.js";
import { type Current, fraction, nonNegative, type OptimizerSettings, rate } from "./settings.js";

export interface AdamSettings extends OptimizerSettings {
  /** How long the mean of the gradients remembers; default 0.9. */
  beta1: number;
  /** How long the mean of their squares remembers; default 0.999. */
  beta2: number;
  /** Added to the root of the second mean; default 1e−8. */
  epsilon: number;
}

type Moments = { readonly firstMoment: Variable; readonly secondMoment: Variable };

/**
 * The update of the Adam family (Kingma & Ba 2015, algorithm 1, with the corrections moved to the rate, §2):
 *   m ← m + (1 − β₁)(g − m);  v ← v + (1 − β₂)(g² − v)
 *   p ← p − η·√c₂/c₁ · m/(√v + ε·√c₂),  cᵢ = 1 − βᵢᵗ
 */
abstract class AdamFamily extends Optimizer<AdamSettings, Moments> {
  protected createMemory(parameter: Parameter): Moments {
    const zero = () => scope(() => new Variable(zerosLike(parameter)));
    return { firstMoment: zero(), secondMoment: zero() };
  }

  /** Moves the parameter from `start`, which may have decayed, against the gradient `g`. */
  protected descend(
    { parameter, memory: { firstMoment, secondMoment } }: Slot<Moments>,
    start: Parameter | Tensor,
    g: Tensor,
    { scalar }: UpdateContext<AdamSettings>,
  ): void {
    const [p, m, v] = adamStep(start, g, firstMoment, secondMoment, {
      size: scalar((s, t) => (s.learningRate * rootCorrection(s, t)) / (1 - s.beta1 ** t)),
      floor: scalar((s, t) => s.epsilon * rootCorrection(s, t)),
      share1: scalar((s) => 1 - s.beta1),
      share2: scalar((s) => 1 - s.beta2),
    });
    parameter.assign(p);
    firstMoment.assign(m);
    secondMoment.assign(v);
  }
}

/** √(1 − β₂ᵗ) */
function rootCorrection({ beta2 }: Current<AdamSettings>, t: number): number {
  return Math.sqrt(1 - beta2 ** t);
}

const rules = { learningRate: rate, weightDecay: nonNegative, beta1: fraction, beta2: fraction, epsilon: nonNegative };
const defaults = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/**
 * Adam (Kingma & Ba 2015), as torch.optim.Adam; weight decay is added to the gradient (L2), default 0.
 * @throws TenonError `invalid_argument` for settings out of range.
 * @example
 * const optimizer = new Adam(model.parameters(), { learningRate: 1e-3 });
 */
export class Adam extends AdamFamily {
  constructor(parameters: Iterable<Parameter | GroupOptions<AdamSettings>>, settings: Partial<AdamSettings> = {}) {
    super("Adam", parameters, { ...defaults, weightDecay: 0, ...settings }, rules);
  }

  protected update(slot: Slot<Moments>, gradient: Tensor, context: UpdateContext<AdamSettings>): void {
    const { parameter } = slot;
    const decay = context.choose((s) => s.weightDecay !== 0)
      ? mul(
          parameter,
          context.scalar((s) => s.weightDecay),
        )
      : undefined;
    this.descend(slot, parameter, decay ? add(gradient, decay) : gradient, context);
  }
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2), as torch.optim.AdamW: p first shrinks by
 * 1 − learningRate·weightDecay, default weight decay 0.01.
 *
 * @throws TenonError `invalid_argument` for settings out of range.
 * @example
 * const optimizer = new AdamW([
 *   { parameters: model.body.parameters() },
 *   { parameters: model.head.parameters(), learningRate: 1e-2, weightDecay: 0 },
 * ]);
 */
export class AdamW extends AdamFamily {
  constructor(parameters: Iterable<Parameter | GroupOptions<AdamSettings>>, settings: Partial<AdamSettings> = {}) {
    super("AdamW", parameters, { ...defaults, weightDecay: 0.01, ...settings }, rules);
  }

  protected update(slot: Slot<Moments>, gradient: Tensor, context: UpdateContext<AdamSettings>): void {
    const { parameter } = slot;
    const decays = context.choose((s) => s.weightDecay !== 0);
    const start = decays
      ? mul(
          parameter,
          context.scalar((s) => 1 - s.learningRate * s.weightDecay),
        )
      : parameter;
    this.descend(slot, start, gradient, context);
  }
}
