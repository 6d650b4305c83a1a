import { saysNothing } from './loose.ts'
import { readNumber } from './numbers.ts'
import type { Defect, UnknownWord } from './repair.ts'
import type { ListShape, NumberShape, ObjectShape, Shape, TextShape, WordShape } from './shape.ts'
import { isObject, longer } from './validator_helpers.ts'

/** The repair of one payload, while it goes on. */
export interface Repair {
  readonly action: string
  readonly count: (what: string) => void
  readonly missing: { readonly path: string; essential: boolean }[]
  readonly unknown: UnknownWord[]
  readonly defects: Defect[]
}

/** Where in a payload repair is. */
export interface Place {
  readonly path: string
  readonly optional: boolean
  readonly job: Repair
}

/** Copies an object, each member repaired or left out. */
export function repairObject(
  shape: ObjectShape,
  value: Readonly<Record<string, unknown>>,
  { path, job }: Place,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  let extras = false
  for (const key of Object.keys(value)) {
    const member = shape.members.get(key)
    if (member !== undefined) {
      const optional = !shape.required.includes(key)
      const at: Place = { path: path === '' ? key : `${path}.${key}`, optional, job }
      const before = job.missing.length
      const repaired = repairValue(member, value[key], at)
      if (repaired !== undefined) result[key] = repaired
      if (optional) forgive(job, before)
    } else {
      extras = true
      // As a plain assignment it would replace the prototype.
      if (key !== '__proto__') result[key] = value[key]
    }
  }
  if (extras && !shape.open) note(job, { what: 'extra', kind: 'Property', path })
  for (const key of shape.required) {
    if (result[key] === undefined) miss(shape, key, { path, optional: false, job })
  }
  return result
}

/** The value as its shape wants it; `undefined` if nothing can be made of it. */
function repairValue(shape: Shape, value: unknown, at: Place): unknown {
  if (shape.kind === 'any') return value
  if (value === null || value === undefined) return nothing(at)
  switch (shape.kind) {
    case 'object':
      return repairNested(shape, value, at)
    case 'list':
      return repairList(shape, value, at)
    default:
      // One value in an array of its own; not deeper, for who knows how deep it goes.
      if (Array.isArray(value) && value.length === 1 && typeof value[0] !== 'object') {
        note(at.job, { what: 'type', kind: 'Type', path: at.path })
        return repairPlain(shape, value[0], at)
      }
      return repairPlain(shape, value, at)
  }
}

type PlainShape = TextShape | WordShape | NumberShape | { readonly kind: 'boolean' }

function repairPlain(shape: PlainShape, value: unknown, at: Place): unknown {
  switch (shape.kind) {
    case 'text':
      return repairText(shape, value, at)
    case 'word':
      return repairWord(shape, value, at)
    case 'boolean':
      return repairBoolean(value, at)
    default:
      return repairNumber(shape, value, at)
  }
}

function repairNested(shape: ObjectShape, value: unknown, at: Place): unknown {
  if (isObject(value)) return repairObject(shape, value, at)
  if (typeof value === 'string' && saysNothing(value)) return nothing(at)
  note(at.job, { what: 'type', kind: 'Type', path: at.path })
  const alone = Array.isArray(value) && value.length === 1 ? value[0] : undefined
  return isObject(alone) ? repairObject(shape, alone, at) : undefined
}

function repairList(shape: ListShape, value: unknown, at: Place): unknown {
  if (typeof value === 'string' && saysNothing(value)) return nothing(at)
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list !== value) note(at.job, { what: 'type', kind: 'Type', path: at.path })
  if (list.length < shape.min) note(at.job, { what: 'empty', kind: 'Occurrence', path: at.path })
  if (list.length > shape.max) note(at.job, { what: 'length', kind: 'Occurrence', path: at.path })
  const result: unknown[] = []
  for (const element of list) {
    const before = at.job.missing.length
    const repaired = repairValue(shape.of, element, { ...at, optional: false })
    const lost = at.job.missing.slice(before).some(({ essential }) => essential)
    if (repaired !== undefined && !lost) {
      result.push(repaired)
    } else {
      at.job.missing.length = before
      at.job.count(`dropped:${at.job.action}.${at.path}`)
    }
  }
  return list === value || result.length > 0 ? result : undefined
}

function repairText(shape: TextShape, value: unknown, at: Place): string | undefined {
  if (typeof value !== 'string') {
    note(at.job, { what: 'type', kind: 'Type', path: at.path })
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return shape.as === 'data' ? json(value) : undefined
  }
  if (at.optional && shape.as !== 'data' && saysNothing(value)) {
    return value === '' ? undefined : nothing(at)
  }
  const text = shape.as === 'card' ? cleanCard(value) : value
  if (text !== value) note(at.job, { what: 'control', kind: 'Property', path: at.path })
  if (longer(text, shape.max)) note(at.job, { what: 'length', kind: 'Property', path: at.path })
  return text
}

function repairWord(shape: WordShape, value: unknown, at: Place): string | undefined {
  if (typeof value === 'object') return wrongType(at)
  const text = String(value).trim()
  if (text === value && shape.words.has(text)) return text
  if (saysNothing(text)) return nothing(at)
  note(at.job, { what: 'enum', kind: 'Property', path: at.path })
  const word = shape.byLower.get(text.toLowerCase())
  if (word !== undefined) return word
  if (shape.open) return text
  at.job.unknown.push({ path: at.path, value: text })
  return undefined
}

function repairBoolean(value: unknown, at: Place): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'object' ? '?' : String(value).trim().toLowerCase()
  if (saysNothing(text)) return nothing(at)
  note(at.job, { what: 'type', kind: 'Type', path: at.path })
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

function repairNumber(shape: NumberShape, value: unknown, at: Place): number | undefined {
  if (typeof value === 'string' && saysNothing(value)) return nothing(at)
  const number = readNumber(value)
  if (Number.isNaN(number)) return wrongType(at)
  const whole = shape.kind === 'number' || Number.isInteger(number)
  if (typeof value === 'string' || !whole) {
    note(at.job, { what: 'type', kind: 'Type', path: at.path })
  }
  // The register of a meter may be rounded, the number of a connector may not.
  if (!whole && shape.id) return undefined
  if (number < shape.min || number > shape.max) {
    note(at.job, { what: 'range', kind: 'Property', path: at.path })
  }
  return whole ? number : Math.round(number) + 0
}

/** The number of a card without the control characters that some boxes add to it. */
export function cleanCard(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '')
}

function nothing({ path, job }: Place): undefined {
  job.count(`empty:${job.action}.${path}`)
}

function wrongType({ path, job }: Place): undefined {
  note(job, { what: 'type', kind: 'Type', path })
}

interface Noted extends Defect {
  readonly what: 'type' | 'enum' | 'length' | 'extra' | 'empty' | 'control' | 'range'
}

/** Counts a defect, and keeps what kind it is. */
export function note(job: Repair, { what, kind, path }: Noted): void {
  job.count(`${what}:${path === '' ? job.action : `${job.action}.${path}`}`)
  job.defects.push({ kind, path })
}

/** Lists a required member that is not there; without its time a message still says something. */
function miss(shape: ObjectShape, key: string, { path, job }: Place): void {
  const full = path === '' ? key : `${path}.${key}`
  const member = shape.members.get(key)
  const dispensable =
    member?.kind === 'boolean' || (member?.kind === 'text' && member.as === 'time')
  job.missing.push({ path: full, essential: !dispensable })
  job.count(`missing:${job.action}.${full}`)
}

/** What is missing in an optional member costs nothing around it. */
function forgive(job: Repair, from: number): void {
  for (const entry of job.missing.slice(from)) entry.essential = false
}

/** JSON text of a value, however deep. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
