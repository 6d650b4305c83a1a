import { lineText, type RecordingLine } from './format.ts'
import { Masker, type MaskOptions } from './mask.ts'

/** Lines masked before others get a turn; some milliseconds. */
const portion = 32

/**
 * A recording as masked text, one line each; a secret is masked also in lines before the one that
 * gives it away. It takes its time, so that nothing else has to wait.
 */
export async function maskedText(
  lines: readonly RecordingLine[],
  { identity = false }: Pick<MaskOptions, 'identity'> = {},
): Promise<string> {
  const stations = [...new Set(lines.map((line) => line.identity))]
  const masker = new Masker({ identity, stations })
  const texts: string[] = []
  await inPortions(lines, (line) => masker.line(line))
  await inPortions(lines, (line) => texts.push(`${lineText(masker.line(line))}\n`))
  return texts.join('')
}

async function inPortions<T>(all: readonly T[], use: (one: T) => unknown): Promise<void> {
  for (let from = 0; from < all.length; from += portion) {
    for (const one of all.slice(from, from + portion)) use(one)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
