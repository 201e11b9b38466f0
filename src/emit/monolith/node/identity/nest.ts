/** Turns the guards of a Nest app into an answer: interceptors run after every guard and before pipes and handler. */
import { printExpressQuestion } from "./express.js";
import { printFastifyQuestion } from "./fastify.js";

/** Nest stands on Express or on Fastify, which only the running app tells. */
export const printNestWay = (): string => `const { NEVER } = require("rxjs");

const express = inExpress();
const fastify = inFastify();

function addIdentity(app) {
  app.useGlobalInterceptors({
    intercept(context, next) {
      if (context.getType() !== "http") return next.handle();
      const http = context.switchToHttp();
      const request = http.getRequest();
      const way = [express, fastify].find(({ isProbe }) => isProbe(request));
      if (way === undefined) return next.handle();
      way.letPass(request, http.getResponse());
      // It is answered; nothing else may answer it.
      return NEVER;
    },
  });
  const server = app.getHttpAdapter().getInstance();
  (typeof server.inject === "function" ? fastify : express).answer(server);
}

function inExpress() {
${indent(printExpressQuestion())}
  return { answer: answerInExpress, letPass, isProbe: (request) => probes.has(request) };
}

function inFastify() {
${indent(printFastifyQuestion())}
  return { answer: answerInFastify, letPass, isProbe };
}
`;

const indent = (text: string): string =>
  text
    .trim()
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
