/** Orders test files so that no long one is left for the end, when the other worker has nothing more to do. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Minutes each. The two that start a Docker Engine exclude each other: the second comes when the first is through. */
const LONG = ["verify", "targets", "faults-typescript", "neobank-node-ts", "faults-rabbitmq", "verify-rails"];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      if (project.name !== "live") return LONG.length + 1;
      const long = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return long < 0 ? LONG.length : long;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
