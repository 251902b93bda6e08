import { describe, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { tensor, zeros } from "./create.js";
import { mseLoss } from "./mse-loss.js";

useJs();

describe("mseLoss", () => {
  test("is the mean, sum or list of squared differences", () => {
    const [a, b] = [tensor([1, 2]), tensor([1, 4])];
    expectClose(mseLoss(a, b), 2);
    expectClose(mseLoss(a, b, { reduction: "sum" }), 4);
    expectClose(mseLoss(a, b, { reduction: "none" }), [0, 4]);
  });

  test("does not broadcast", () => {
    expectError(() => mseLoss(zeros([2, 1]), zeros([2])), "shape_mismatch", "[2, 1]", "[2]");
  });
});
