import type { Measurand } from '../model.ts'

/** What nearly every meter has, most useful first. */
const common: readonly Measurand[] = [
  'Energy.Active.Import.Register',
  'Power.Active.Import',
  'Current.Import',
  'Voltage',
]

/**
 * Lists to write, in the order they are tried: everything wanted, then what nearly every meter has
 * of it, then power and energy alone. No measurand is probed on its own, since some stations reboot
 * on every try (quirks C6, C9, C11).
 * @param most entries the station takes; 0 = any number
 */
export function measurandLists(
  wanted: readonly Measurand[],
  most: number,
): readonly (readonly Measurand[])[] {
  const first = [...wanted].sort((a, b) => rank(a) - rank(b))
  const usual = common.filter((m) => wanted.includes(m))
  const lists = [first, usual, usual.slice(0, 2)].map((l) => (most > 0 ? l.slice(0, most) : l))
  const seen = new Set<string>()
  return lists.filter((list) => {
    const text = list.join(',')
    return text === '' || seen.has(text) ? false : seen.add(text)
  })
}

/** The elements of a comma-separated value, without blanks and quotes (quirk C5). */
export function csv(text: string): readonly string[] {
  return text.split(',').flatMap((part) => {
    const word = part.replaceAll(/^[\s'"]+|[\s'"]+$/g, '')
    return word === '' ? [] : [word]
  })
}

function rank(measurand: Measurand): number {
  const index = common.indexOf(measurand)
  return index < 0 ? common.length : index
}
