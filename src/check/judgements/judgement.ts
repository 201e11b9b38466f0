/** The contract of a judgement: arithmetic over several facts that a list of tests cannot say. */
import type { CheckInput, Match } from "../input.js";

export type Judgement = (input: CheckInput) => readonly Match[];
