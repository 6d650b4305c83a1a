import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'

const root = fileURLToPath(new URL('../../', import.meta.url))
const line = v.tuple([v.string(), v.string(), v.string(), v.string(), v.unknown()])

/** Messages of stations in all recordings there are, as text, by subprotocol. */
export function recordedMessages(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const folder of ['test/frames', 'plugins']) {
    const files = readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    for (const file of files) {
      if (!file.endsWith('.jsonl')) continue
      const lines = readFileSync(`${root}${folder}/${file}`, 'utf8').split('\n')
      for (const text of lines) {
        if (text.trim() === '') continue
        const [, kind, , subprotocol, content] = v.parse(line, JSON.parse(text))
        if (kind !== 'cp->csms') continue
        const list = found.get(subprotocol) ?? []
        found.set(subprotocol, list)
        list.push(typeof content === 'string' ? content : JSON.stringify(content))
      }
    }
  }
  return found
}
