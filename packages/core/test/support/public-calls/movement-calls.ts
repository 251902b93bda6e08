import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const movementCalls: Calls = {
  narrow: [({ x }) => core.narrow(x, 1, 1, 2)],
  reshape: [({ x }) => core.reshape(x, [3, 2])],
  permute: [({ x }) => core.permute(x, [1, 0])],
  broadcastTo: [({ y }) => core.broadcastTo(y, [4, 3])],
  unsqueeze: [({ y }) => core.unsqueeze(y, 0)],
  concat: [({ x }) => core.concat([x, x], { axis: 1 }), ({ y, half, i }) => core.concat([y, half, i])],
  stack: [({ y }) => core.stack([y, y]), ({ y, i }) => core.stack([y, i], { axis: -1 })],
  split: [({ x }) => core.split(x, 2, { axis: 1 })],
  unbind: [({ x }) => core.unbind(x)],
  pad: [({ x }) => core.pad(x, [1, 1]), ({ x }) => core.pad(x, [-1, 1]), ({ x }) => core.pad(x, [0, 0])],
  at: [
    ({ x }) => core.at(x, [0, core.slice(null, null, -1)]),
    ({ x }) => core.at(x, [core.slice(), [2, 0]]),
    ({ x, small }) => core.at(x, [small, [0, 1]]),
  ],
  withAt: [({ x, y }) => core.withAt(x, [1], y), ({ x }) => core.withAt(x, [core.slice(), [0, 2]], 5)],
  take: [({ y, i }) => core.take(y, i), ({ x, small }) => core.take(x, small, { axis: 1 })],
  gather: [({ x, positions }) => core.gather(x, 1, positions)],
  scatter: [({ x, positions, updates }) => core.scatter(x, 1, positions, updates)],
  scatterAdd: [({ x, positions, updates }) => core.scatterAdd(x, 1, positions, updates)],
};
