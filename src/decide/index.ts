/** Turns a proposal into questions, and answers into Decisions. */
export { findCrossings } from "./crossings.js";
export { readDecisions } from "./decode.js";
export type { Answer } from "./document.js";
export { askPins, readPins } from "./pins.js";
export { askQuestions } from "./questions.js";
export { type Settings as DecisionSettings, settleDecisions } from "./settle.js";
export { findStale, type StaleAnswer } from "./stale.js";
