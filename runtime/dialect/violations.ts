import type { ListShape, NumberShape, ObjectShape, Shape, TextShape } from './shape.ts'
import { isObject, longer } from './validator_helpers.ts'

/** Where a payload breaks its schema, and how. */
export interface Violation {
  /** JSON pointer, `''` for the payload itself. */
  readonly path: string
  readonly message: string
}

/** Longest list of violations that is of use to anybody. */
const most = 50

/** All violations of a payload that is about to be sent, up to 50; none if it is right. */
export function violations(shape: Shape, payload: unknown): readonly Violation[] {
  const found: Violation[] = []
  check(shape, payload, { path: '', found })
  return found
}

interface Place {
  readonly path: string
  readonly found: Violation[]
}

function check(shape: Shape, value: unknown, at: Place): void {
  switch (shape.kind) {
    case 'object':
      return checkObject(shape, value, at)
    case 'list':
      return checkList(shape, value, at)
    case 'text':
      return checkText(shape, value, at)
    case 'word':
      if (typeof value !== 'string' || !shape.words.has(value)) {
        report(at, `must be one of ${[...shape.words].join(', ')}; found ${shown(value)}`)
      }
      return
    case 'boolean':
      if (typeof value !== 'boolean') report(at, `must be true or false; found ${shown(value)}`)
      return
    case 'any':
      return
    default:
      return checkNumber(shape, value, at)
  }
}

function checkObject(shape: ObjectShape, value: unknown, at: Place): void {
  if (!isObject(value)) return report(at, `must be an object; found ${shown(value)}`)
  for (const name of shape.required) {
    if (value[name] === undefined || !Object.hasOwn(value, name)) {
      report(below(at, name), 'is required')
    }
  }
  for (const [name, member] of Object.entries(value)) {
    const known = shape.members.get(name)
    if (known !== undefined) {
      if (member !== undefined) check(known, member, below(at, name))
    } else if (!shape.open) {
      const allowed = [...shape.members.keys()].join(', ')
      report(below(at, name), `is not known; allowed: ${allowed === '' ? 'nothing' : allowed}`)
    }
    if (at.found.length >= most) return
  }
}

function checkList(shape: ListShape, value: unknown, at: Place): void {
  if (!Array.isArray(value)) return report(at, `must be an array; found ${shown(value)}`)
  const count = value.length
  if (count < shape.min) report(at, `must have at least ${shape.min} elements; has ${count}`)
  if (count > shape.max) report(at, `must have at most ${shape.max} elements; has ${count}`)
  for (let i = 0; i < count && at.found.length < most; i++) {
    check(shape.of, value[i], below(at, String(i)))
  }
}

function checkText(shape: TextShape, value: unknown, at: Place): void {
  if (typeof value !== 'string') return report(at, `must be a text; found ${shown(value)}`)
  if (longer(value, shape.max)) {
    report(at, `must have at most ${shape.max} characters; has ${[...value].length}`)
  }
  if (shape.as === 'time' && !isTime(value)) {
    const example = '2026-01-31T12:00:00Z'
    report(at, `must be a time with a zone, for example ${example}; found ${shown(value)}`)
  }
  if (shape.as === 'uri' && !uri.test(value)) {
    report(at, `must be a URI, for example ftp://host/path; found ${shown(value)}`)
  }
}

function checkNumber(shape: NumberShape, value: unknown, at: Place): void {
  const whole = shape.kind === 'integer'
  const wanted = whole ? 'a whole number' : 'a number'
  if (typeof value !== 'number' || !(whole ? Number.isInteger(value) : Number.isFinite(value))) {
    return report(at, `must be ${wanted}; found ${shown(value)}`)
  }
  if (value < shape.min) report(at, `must be at least ${shape.min}; found ${value}`)
  if (value > shape.max) report(at, `must be at most ${shape.max}; found ${value}`)
  if (shape.multipleOf !== 0 && !isMultiple(value, shape.multipleOf)) {
    report(at, `must be a multiple of ${shape.multipleOf}; found ${value}`)
  }
}

/** With a margin: 16.1 is no multiple of 0.1 in floating point. */
function isMultiple(value: number, of: number): boolean {
  const quotient = value / of
  return Math.abs(quotient - Math.round(quotient)) <= 1e-6
}

const timeParts =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/

/** RFC 3339, with days that exist. */
function isTime(text: string): boolean {
  const [year, month, day, hour, minute, second, zoneHour, zoneMinute] = (
    timeParts.exec(text) ?? []
  )
    .slice(1)
    .map((part) => Number(part ?? 0))
  if (year === undefined || month === undefined || day === undefined) return false
  if (month < 1 || month > 12 || day < 1) return false
  return (
    day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() &&
    (hour ?? 0) <= 23 &&
    (minute ?? 0) <= 59 &&
    (second ?? 0) <= 59 &&
    (zoneHour ?? 0) <= 23 &&
    (zoneMinute ?? 0) <= 59
  )
}

const uri = /^[a-z][a-z\d+.-]*:(?:[\w\-.~!$&'()*+,;=:@/?#[\]]|%[\da-f]{2})+$/i

function below(at: Place, name: string): Place {
  const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1')
  return { path: `${at.path}/${escaped}`, found: at.found }
}

function report(at: Place, message: string): void {
  if (at.found.length < most) at.found.push({ path: at.path, message })
}

/** The value in a message: its type, and as much of it as is readable. */
function shown(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  }
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
