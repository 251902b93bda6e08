export { GELU, ReLU, Sigmoid, Tanh } from "./activations/activations.js";
export {
  type AttendOptions,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from "./attention/multi-head-attention.js";
export { Sequential, type SequentialStep } from "./containers/sequential.js";
export { Conv2d, type Conv2dOptions } from "./convolution/conv2d.js";
export { Dropout, type DropoutLayerOptions } from "./dropout/dropout.js";
export { Embedding, type EmbeddingOptions } from "./embedding/embedding.js";
export { gainOf, type Nonlinearity } from "./initializers/gain.js";
export { type KaimingOptions, kaimingNormal, kaimingUniform } from "./initializers/kaiming.js";
export { type XavierOptions, xavierNormal, xavierUniform } from "./initializers/xavier.js";
export { Linear, type LinearOptions } from "./linear/linear.js";
export type { Holder } from "./module/fields.js";
export { functionalCall, functionalCallWithState } from "./module/functional-call.js";
export type { LoadOptions, LoadReport, StateDict } from "./module/load-state.js";
export type { LayerOptions } from "./module/make-variables.js";
export { Module } from "./module/module.js";
export { BatchNorm2d, type BatchNormOptions as BatchNormLayerOptions } from "./normalization/batch-norm-2d.js";
export { LayerNorm, type LayerNormOptions as LayerNormLayerOptions } from "./normalization/layer-norm.js";
export { MaxPool2d } from "./pooling/max-pool-2d.js";
export { LSTM, type LSTMOptions, type LSTMResult, type LSTMState } from "./recurrent/lstm.js";
export { Flatten } from "./reshaping/flatten.js";
