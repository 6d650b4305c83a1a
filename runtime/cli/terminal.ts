import process from 'node:process'

/** Prints a text and a line end on the standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints a problem as one line on the standard error output. */
export function complain(problem: string): void {
  process.stderr.write(`ddf: ${problem.replace(/\s*\n\s*/g, ' ')}\n`)
}
