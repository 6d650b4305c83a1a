import type { Item } from '../schema.ts'
import type { Check, Report } from './check.ts'

/** Finds numbers without unit or range, empty ranges, and limits that the type does not have. */
export const checkRanges: Check = ({ descriptor }, report) => {
  for (const item of descriptor.items) {
    const { minimum, maximum } = item
    if (item.type === 'number' && item.unit === undefined && item.values === undefined) {
      const message = 'A number without "unit" can be misread; give one, or "values"'
      report('number-without-unit', { item, path: [], message })
    }
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      const message = `The minimum ${minimum} is above the maximum ${maximum}`
      report('empty-range', { item, path: ['minimum'], message })
    }
    checkRange(item, report)
    checkConstraints(item, report)
  }
}

function checkRange(item: Item, report: Report): void {
  if (item.write === undefined || !isNumeric(item) || item.values !== undefined) return
  const missing = (['minimum', 'maximum'] as const).filter((word) => item[word] === undefined)
  if (missing.length === 0) return
  const words = missing.map((word) => `"${word}"`).join(' and ')
  const message = `A number that can be written needs a range or "values"; it has no ${words}`
  report('out-without-range', { item, path: [], message })
}

function checkConstraints(item: Item, report: Report): void {
  const constraints = [
    ...(isNumeric(item) ? [] : (['minimum', 'maximum', 'multipleOf'] as const)),
    ...(item.type === 'string' ? [] : (['maxLength', 'pattern'] as const)),
  ]
  for (const word of constraints) {
    if (item[word] === undefined) continue
    const message = `"${word}" does nothing for the type ${item.type}`
    report('constraint-not-of-type', { item, path: [word], message, name: true })
  }
}

function isNumeric(item: Item): boolean {
  return item.type === 'number' || item.type === 'integer'
}
