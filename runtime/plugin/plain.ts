import { runnerLimits } from './runner.ts'

/** A value as JSON would have it, or why it has none. */
export type Plain =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

/**
 * Copies plain data as a trip through JSON would, without one: members without a value are dropped,
 * numbers JSON has no word for become `null`. What JSON would change silently or choke on (a class,
 * a function, a circle) is refused, and so is what is too large or too deep.
 */
export function plain(value: unknown): Plain {
  const budget: Budget = { left: runnerLimits.output }
  try {
    return { ok: true, value: copy(value, budget, 0) }
  } catch (error) {
    // Reading may run a getter, which may throw anything.
    return { ok: false, message: error instanceof Refused ? error.message : 'unreadable' }
  }
}

/** Whether two plain values are the same as JSON; the order of members does not matter. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b)
  }
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
    )
  }
  if (Array.isArray(b)) return false
  let missing = membersOf(b)
  for (const name of Object.keys(a)) {
    const value = Reflect.get(a, name)
    if (value === undefined) continue
    if (!Object.hasOwn(b, name) || !same(value, Reflect.get(b, name))) return false
    missing -= 1
  }
  return missing === 0
}

/** Characters of JSON that may still be copied; an estimate from below. */
interface Budget {
  left: number
}

class Refused extends Error {}

function copy(value: unknown, budget: Budget, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      spend(budget, value.length + 2)
      return value
    case 'number':
      spend(budget, 1)
      return Number.isFinite(value) ? value : null
    case 'boolean':
      spend(budget, 4)
      return value
    case 'undefined':
      return undefined
    case 'object':
      if (value === null) return null
      if (depth >= runnerLimits.depth) throw new Refused(`nested deeper than ${runnerLimits.depth}`)
      return Array.isArray(value)
        ? copyList(value, budget, depth + 1)
        : copyObject(value, budget, depth + 1)
    default:
      throw new Refused(`no plain data: it holds a ${typeof value}`)
  }
}

function copyList(list: readonly unknown[], budget: Budget, depth: number): unknown[] {
  spend(budget, list.length + 2)
  const copied: unknown[] = []
  for (let i = 0; i < list.length; i++) copied.push(copy(list[i], budget, depth) ?? null)
  return copied
}

function copyObject(source: object, budget: Budget, depth: number): object {
  const prototype = Object.getPrototypeOf(source)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new Refused('no plain data: it holds an object of a class')
  }
  spend(budget, 2)
  const copied: Record<string, unknown> = {}
  for (const name of Object.keys(source)) {
    const value = copy(Reflect.get(source, name), budget, depth)
    if (value === undefined) continue
    spend(budget, name.length + 4)
    if (name === '__proto__') define(copied, name, value)
    else copied[name] = value
  }
  return copied
}

/** A member like any other, where an assignment would replace the prototype. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

function spend(budget: Budget, amount: number): void {
  budget.left -= amount
  if (budget.left < 0) throw new Refused(`longer than ${runnerLimits.output} characters`)
}

/** Members that have a value. */
function membersOf(value: object): number {
  let count = 0
  for (const name of Object.keys(value)) if (Reflect.get(value, name) !== undefined) count += 1
  return count
}
