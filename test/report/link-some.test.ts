import { expect, it } from "vitest";
import { linkSome } from "../../src/report/markdown/evidence.js";

it("names a place once, however many facts stand there, and counts the places left", () => {
  const at = (line: number, note?: string) => ({
    path: "config/routes.rb",
    line,
    ...(note === undefined ? {} : { note }),
  });
  expect(linkSome([at(31), at(31), at(31), at(40)], 3)).toBe(
    "[`config/routes.rb:31`](../config/routes.rb#L31), [`config/routes.rb:40`](../config/routes.rb#L40)",
  );
  expect(linkSome([at(1, "a"), at(1, "b"), at(2), at(3), at(4)], 2)).toBe(
    "[`config/routes.rb:1`](../config/routes.rb#L1) (a), [`config/routes.rb:2`](../config/routes.rb#L2), and 2 more",
  );
  expect(linkSome([{ path: "", note: "git: 4 of 9 commits" }, { path: "" }], 2)).toBe("git: 4 of 9 commits");
});
