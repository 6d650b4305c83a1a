import process from 'node:process'

/** Longest line that is read, characters. */
const longestLine = 1024

/** Prints a text and a line end on the standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/**
 * What is printed when nobody reads it any more, as of `ddf … | head`, is let go. A command that only
 * prints then ends, as it would by itself; `goesOn` says that there is more to do.
 */
export function heedBrokenPipe({ goesOn }: { readonly goesOn: boolean }): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (!goesOn) process.exit()
    })
  }
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
