import process from 'node:process'

/** Longest line that is read, characters. */
const longestLine = 1024

/** Prints a text and a line end on the standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** The first line of the standard input, without its end. @throws Error when it is too long */
export async function readLine(): Promise<string> {
  let text = ''
  for await (const part of process.stdin.setEncoding('utf8')) {
    text += String(part)
    if (text.includes('\n')) break
    if (text.length > longestLine)
      throw new Error(`The standard input is longer than ${longestLine} characters`)
  }
  return text.split(/\r?\n/, 1)[0] ?? ''
}

/** Prints a problem as one line on the standard error output. */
export function complain(problem: string): void {
  process.stderr.write(`ddf: ${problem.replace(/\s*\n\s*/g, ' ')}\n`)
}
