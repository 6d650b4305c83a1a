import { pick, type Random } from './grammar.ts'

type Mutation = (text: string, random: Random) => string

const place = (text: string, random: Random) => Math.floor(random() * text.length)
const odd = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '\u0001',
  'é',
  '9',
  '-',
  '.',
  'e',
] as const

/** What may become of a message on its way through a firmware that is not quite right. */
const mutations: readonly [Mutation, ...Mutation[]] = [
  (text, random) => {
    const at = place(text, random)
    return text.slice(0, at) + pick(random, odd) + text.slice(at + 1)
  },
  (text, random) => {
    const at = place(text, random)
    return text.slice(0, at) + text.slice(at + 1)
  },
  (text, random) => {
    const at = place(text, random)
    return text.slice(0, at) + pick(random, odd) + text.slice(at)
  },
  // Another number, of another kind.
  (text, random) =>
    text.replace(/\d+(?=[,}\]])/, () => pick(random, ['01', '1.0', '1e2', '-0', '1.', '0.50'])),
  // A digit in some text.
  (text, random) =>
    text.replace(/"(-?\d+)\.\d+"/, (_, whole: string) =>
      pick(random, [`"${whole}"`, `"${whole}."`, `"${whole}.12345678901234567"`, `"0${whole}.5"`]),
    ),
  // An escape, which JSON takes for the letter itself.
  (text, random) => {
    const at = text.indexOf(pick(random, ['a', 'e', 'o', '1']), place(text, random))
    if (at < 0) return text
    const code = text.charCodeAt(at).toString(16).padStart(4, '0')
    return `${text.slice(0, at)}\\u${code}${text.slice(at + 1)}`
  },
  // A member twice.
  (text) => text.replace(/"(\w+)":(\d+|"[^"]*")/, (all) => `${all},${all}`),
  (text) => text.replaceAll(',', ', ').replaceAll(':', ' : '),
  (text, random) => text.slice(0, place(text, random)),
]

/** The message, changed at random; a share of all stays as it is. */
export function mutated(text: string, random: Random): string {
  if (random() < 0.9) return text
  let changed = pick(random, mutations)(text, random)
  while (random() < 0.3) changed = pick(random, mutations)(changed, random)
  return changed
}
