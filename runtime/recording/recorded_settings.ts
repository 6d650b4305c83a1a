import type { Exchange } from './exchanges.ts'
import { frameOf } from './format.ts'

/** What a recording tells of the settings of a station. */
export interface Told {
  readonly exchanges: readonly Exchange[]
  /** Payloads of its reports. */
  readonly reports: readonly unknown[]
}

/**
 * What a station would answer to a call that reads or writes settings by name, made of everything the
 * recording tells of them; `undefined` for any other call, and where it tells nothing.
 */
export function settingsAnswer(payload: unknown, told: Told): object | undefined {
  const reads = listOf(payload, 'getVariableData')
  if (reads !== undefined) return readVariables(reads, told)
  const writes = listOf(payload, 'setVariableData')
  if (writes !== undefined) return writeVariables(writes, told)
  return undefined
}

/** Of all keys that the station ever told, those asked for; an empty list asks for all. */
export function keysAnswer(payload: unknown, { exchanges }: Told): object | undefined {
  const known = new Map<string, unknown>()
  for (const { answer } of exchanges) {
    for (const entry of listOf(frameOf(answer)?.[2], 'configurationKey') ?? []) {
      const key = memberOf(entry, 'key')
      if (typeof key === 'string') known.set(key, entry)
    }
  }
  if (known.size === 0) return undefined
  const wanted = (listOf(payload, 'key') ?? []).map(String)
  if (wanted.length === 0) return { configurationKey: [...known.values()] }
  const missing = wanted.filter((key) => !known.has(key))
  const found = wanted.flatMap((key) => (known.has(key) ? [known.get(key)] : []))
  return { configurationKey: found, ...(missing.length > 0 && { unknownKey: missing }) }
}

/** A member of something that may be an object. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}

function readVariables(reads: readonly unknown[], told: Told): object | undefined {
  const known = variablesOf(told)
  if (known.size === 0) return undefined
  const getVariableResult = reads.map((read) => {
    const { component, variable } = namesOf(read)
    const value = known.get(nameOf(read))
    return value === undefined
      ? { attributeStatus: 'UnknownVariable', component, variable }
      : { attributeStatus: 'Accepted', attributeValue: value, component, variable }
  })
  return { getVariableResult }
}

/** Each as the station answered it; one it was never asked for gets the status of the first of all. */
function writeVariables(writes: readonly unknown[], { exchanges }: Told): object | undefined {
  const known = new Map<string, unknown>()
  for (const { answer } of exchanges) {
    for (const result of listOf(frameOf(answer)?.[2], 'setVariableResult') ?? []) {
      known.set(nameOf(result), memberOf(result, 'attributeStatus'))
    }
  }
  const [usual] = known.values()
  if (usual === undefined) return undefined
  const setVariableResult = writes.map((write) => ({
    attributeStatus: known.get(nameOf(write)) ?? usual,
    ...namesOf(write),
  }))
  return { setVariableResult }
}

/** Values by name, as they were told last. */
function variablesOf({ exchanges, reports }: Told): ReadonlyMap<string, unknown> {
  const known = new Map<string, unknown>()
  for (const report of reports) {
    for (const entry of listOf(report, 'reportData') ?? []) {
      const attributes = listOf(entry, 'variableAttribute') ?? []
      const actual = attributes.find((one) => (memberOf(one, 'type') ?? 'Actual') === 'Actual')
      const value = memberOf(actual, 'value')
      if (value !== undefined) known.set(nameOf(entry), value)
    }
  }
  for (const { answer } of exchanges) {
    for (const result of listOf(frameOf(answer)?.[2], 'getVariableResult') ?? []) {
      const value = memberOf(result, 'attributeValue')
      if (memberOf(result, 'attributeStatus') === 'Accepted') known.set(nameOf(result), value)
    }
  }
  return known
}

function namesOf(entry: unknown): { component: unknown; variable: unknown } {
  return { component: memberOf(entry, 'component'), variable: memberOf(entry, 'variable') }
}

/** Names compare without regard to case. */
function nameOf(entry: unknown): string {
  const { component, variable } = namesOf(entry)
  const parts = [
    memberOf(component, 'name'),
    memberOf(component, 'instance'),
    memberOf(memberOf(component, 'evse'), 'id'),
    memberOf(variable, 'name'),
    memberOf(variable, 'instance'),
  ]
  return JSON.stringify(parts.map((part) => part ?? null)).toLowerCase()
}

function listOf(value: unknown, name: string): readonly unknown[] | undefined {
  const list = memberOf(value, name)
  return Array.isArray(list) ? list : undefined
}
