/** Asks at the terminal whether the next step of the tour is to be taken; loaded only when somebody is there to ask. */
import inquirer from "inquirer";

export type StepAnswer = "go" | "skip" | "leave";

/** stdout stays clean: it may be read by a program. */
const prompt = inquirer.createPromptModule({ output: process.stderr });

/** Ctrl-C and a closed terminal leave. `preferred` is what Enter takes. */
export async function askStep(message: string, preferred: StepAnswer): Promise<StepAnswer> {
  try {
    const { answer } = (await prompt([
      {
        type: "select",
        name: "answer",
        message,
        choices: [
          { value: "go", name: "go on" },
          { value: "skip", name: "skip this step" },
          { value: "leave", name: "leave the tour" },
        ],
        default: preferred,
      },
    ])) as { answer: StepAnswer };
    return answer;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return "leave";
    throw error;
  }
}
