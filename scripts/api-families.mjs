// Under which heading of the API's index an export of core stands: by the file it comes from. First match wins.

/** @type {readonly (readonly [family: string, files: RegExp])[]} */
const families = [
  ["Tensors", /^(tensor|tensor-like|shape|ops\/(cast|host-data|read)|seam\/dtype)\.ts$/],
  ["Creation", /^ops\/(create|diagonal|meshgrid|triangle)\.ts$/],
  ["Random numbers", /^random\//],
  [
    "Elementwise",
    /^ops\/(unary|binary|arithmetic|clamp|compare|error-functions|finite|gamma-functions|hyperbolic|hypot|integers|logarithms|rounding|signs|sinc|where)\.ts$/,
  ],
  ["Activations", /^ops\/(activations|gelu|gumbel-softmax|hard-activations|rectifiers|softmax)\.ts$/],
  [
    "Reductions and statistics",
    /^ops\/(bincount|difference|extremes|histogram|nan-reduce|norm|order-statistics|quantile|reduce|rows|scan)\.ts$/,
  ],
  ["Sorting and searching", /^ops\/(search-sorted|sort|unique)\.ts$/],
  ["Shapes and movement", /^ops\/(axes|movement|pad|pieces|repeat|roll|sliding-windows)\.ts$/],
  [
    "Indexing",
    /^ops\/(gather-nd|index-update|indexing|masked-fill|masked-select|nonzero|ravel-index|reduce-at|scatter-reduce|segments|take)\.ts$/,
  ],
  ["Products and distances", /^ops\/(distance|linear|matmul|products|unit-norm)\.ts$/],
  ["Convolution", /^ops\/(convolution|fold|spatial)\.ts$/],
  ["Pooling", /^ops\/([a-z]+-pool|max-unpool|pool-windows)\.ts$/],
  ["Normalization and dropout", /^ops\/([a-z]+-norm|local-response-norm|dropout)\.ts$/],
  ["Attention and embedding", /^ops\/(attention|embedding|embedding-bag)\.ts$/],
  ["Images", /^ops\/(grid-sample|interpolate|shuffle)\.ts$/],
  ["Losses", /^ops\/(.*-loss|losses|cross-entropy)\.ts$/],
  ["Steps of optimizers", /^ops\/[a-z]+-step\.ts$/],
  ["Gradients", /^(autograd\/|engine\/(recording|with-vjp)\.ts$)/],
  ["Transforms", /^(transforms\/|state\/overrides\.ts$)/],
  ["State", /^state\//],
  ["Compilation", /^compile\//],
  ["Memory", /^memory\//],
  ["Errors", /^errors\.ts$/],
  ["Backends", /^(decorators\/|engine\/context\.ts$)/],
  ["Writing a backend or an op", /^(seam\/|engine\/)/],
];

/** Functions about gradients that lie beside others. */
const gradients = ["enableGrad", "isRecording", "noGrad"];

/** All headings, in the order in which the index shows them. */
export const familyNames = families.map(([family]) => family);

/** @param {string} file below packages/core/src @param {string} name @returns {string | undefined} */
export function familyOf(file, name) {
  if (gradients.includes(name)) return "Gradients";
  return families.find(([, files]) => files.test(file))?.[0];
}
