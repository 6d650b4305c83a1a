import type { ItemValue } from '../model.ts'
import { isOfType } from './item_type.ts'
import type { Item } from './schema.ts'

/** Result of checking a value that is to be written. */
export type CheckedValue =
  | { readonly ok: true; readonly value: ItemValue }
  | { readonly ok: false; readonly detail: string; readonly allowed: unknown }

/** Checks a value against type, `values`, range, step, length and pattern of an item. */
export function checkValue(item: Item, input: unknown): CheckedValue {
  // Controllers often send a pulse as a number where a text is declared.
  const value = item.type === 'string' && typeof input === 'number' ? String(input) : input
  if (!isOfType(value, item.type) || !isItemValue(value)) {
    return refuse(item, `${item.key} takes ${describe(item)}, not ${show(input)}`)
  }
  if (item.values !== undefined && !item.values.some((v) => v.value === value)) {
    return refuse(item, `${show(value)} is none of the values of ${item.key}`)
  }
  const problem = typeof value === 'number' ? rangeProblem(item, value) : textProblem(item, value)
  return problem === undefined ? { ok: true, value } : refuse(item, problem)
}

/** What an item allows, as JSON Schema words. */
export function allowedOf(item: Item): Record<string, unknown> {
  const { type, unit, minimum, maximum, multipleOf, maxLength, pattern, values } = item
  const words = { type, unit, minimum, maximum, multipleOf, maxLength, pattern }
  const said = Object.entries(words).filter(([, word]) => word !== undefined)
  return {
    ...Object.fromEntries(said),
    ...(values === undefined ? {} : { values: values.map(({ value, name }) => ({ value, name })) }),
  }
}

function rangeProblem(item: Item, value: number): string | undefined {
  const { minimum, maximum, multipleOf, unit = '' } = item
  if (minimum !== undefined && value < minimum) {
    return `${value} is below the minimum of ${item.key}, ${minimum} ${unit}`.trimEnd()
  }
  if (maximum !== undefined && value > maximum) {
    return `${value} is above the maximum of ${item.key}, ${maximum} ${unit}`.trimEnd()
  }
  if (multipleOf !== undefined) {
    const steps = value / multipleOf
    if (Math.abs(steps - Math.round(steps)) > 1e-6) {
      return `${value} is not a multiple of ${multipleOf}, the step of ${item.key}`
    }
  }
  return undefined
}

function textProblem(item: Item, value: string | boolean): string | undefined {
  if (typeof value === 'boolean') return undefined
  if (item.maxLength !== undefined && value.length > item.maxLength) {
    return `The text has ${value.length} characters; ${item.key} takes at most ${item.maxLength}`
  }
  if (item.pattern !== undefined && !new RegExp(item.pattern, 'u').test(value)) {
    return `The text does not match the pattern of ${item.key}, ${item.pattern}`
  }
  return undefined
}

function describe(item: Item): string {
  if (item.type === 'datetime') return 'an ISO 8601 time'
  return item.type === 'integer' ? 'an integer' : `a ${item.type}`
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'a list' : 'an object'
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60)
}

function isItemValue(value: unknown): value is ItemValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function refuse(item: Item, detail: string): CheckedValue {
  return { ok: false, detail, allowed: allowedOf(item) }
}
