export { Adam, type AdamSettings, AdamW } from "./adam.js";
export { Optimizer, type UpdateContext } from "./optimizer.js";
export type { OptimizerState } from "./optimizer-state.js";
export type { GroupOptions, Memory, ParameterGroup, Slot } from "./parameter-group.js";
export {
  type Current,
  finite,
  flag,
  fraction,
  type LearningRate,
  nonNegative,
  type OptimizerSettings,
  type Rule,
  type Rules,
  rate,
} from "./settings.js";
export { SGD, type SGDSettings } from "./sgd.js";
