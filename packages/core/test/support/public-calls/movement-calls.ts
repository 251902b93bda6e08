import * as core from "../../../src/index.js";
import type { Calls, Inputs } from "./inputs.js";

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
  chunk: [({ x }) => core.chunk(x, 2, { axis: 1 })],
  arraySplit: [({ x }) => core.arraySplit(x, 2, { axis: 1 })],
  moveAxis: [({ image }) => core.moveAxis(image, 1, -1), ({ x }) => core.moveAxis(x, [], [])],
  unflatten: [({ x }) => core.unflatten(x, 1, [3, -1])],
  broadcastTensors: [({ x, y }) => core.broadcastTensors([x, y])],
  repeat: [
    ({ x }) => core.repeat(x, 2),
    ({ x }) => core.repeat(x, 2, { axis: 0 }),
    ({ y }) => core.repeat(y, [1, 0, 2]),
    ({ y }) => core.repeat(y, 1),
  ],
  tile: [({ x }) => core.tile(x, [2, 1, 3]), ({ x }) => core.tile(x, 1), ({ x }) => core.tile(x, [])],
  roll: [
    ({ x }) => core.roll(x, 1),
    ({ x }) => core.roll(x, [1, 1], { axis: [0, 1] }),
    ({ x }) => core.roll(x, 3, { axis: 1 }),
  ],
  rot90: [0, 1, 2, 3].map(
    (turns) =>
      ({ x }: Inputs) =>
        core.rot90(x, turns),
  ),
  slidingWindows: [({ x }) => core.slidingWindows(x, 2)],
  pad: [
    ({ x }) => core.pad(x, [1, 1]),
    ({ x }) => core.pad(x, [-1, 1]),
    ({ x }) => core.pad(x, [0, 0]),
    ({ x }) => core.pad(x, [1, 1], { mode: "reflect" }),
    ({ x }) => core.pad(x, [0, 0], { mode: "circular" }),
  ],
};
