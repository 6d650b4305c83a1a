import type { ConfigurationValue, Outcome } from '../model.ts'
import { list, member, statusOf, text } from './answer.ts'
import type { Knowledge } from './dialect.ts'
import { variableOfKey } from './ocpp2_key_names.ts'
import { nameOf, subjectOf, valuesRead } from './ocpp2_reports.ts'
import { keyOf, readKey, type VariableName } from './variable_name.ts'

/** A value that was to be written. */
export interface Written {
  readonly key: string
  readonly value: string
}

/** Reads an answer to GetVariables. */
export function readVariables(answer: unknown): Outcome {
  const values = list(member(answer, 'getVariableResult')).flatMap(resultOf)
  return { accepted: true, status: 'Accepted', events: valuesRead(values) }
}

/** Reads an answer to SetVariables: what was taken is what the variables have from now on. */
export function writtenVariables(answer: unknown, written: readonly Written[]): Outcome {
  const results = list(member(answer, 'setVariableResult'))
  const words = results.map((result) => statusOf(result, 'attributeStatus'))
  const values = results.flatMap((result, index): ConfigurationValue[] => {
    const name = readName(result)
    if (name === undefined || words[index] !== 'Accepted' || !isActual(result)) return []
    const key = keyOf(name).toLowerCase()
    const value = written.find((one) => variableOfKey(one.key).toLowerCase() === key)?.value
    return value === undefined ? [] : [{ ...subjectOf(name, nobody), value, readonly: false }]
  })
  const good = ['Accepted', 'RebootRequired']
  const refused = words.find((word) => !good.includes(word))
  const status = refused ?? words.find((word) => word !== 'Accepted') ?? words[0] ?? 'no status'
  return {
    accepted: good.includes(status),
    status,
    ...(values.length === 0 ? {} : { events: valuesRead(values) }),
  }
}

/** The component and variable of a key; what is no key is a name that no station knows. */
export function variableOf(key: string): VariableName {
  const short = key.slice(0, 50)
  return readKey(variableOfKey(key)) ?? { component: { name: short }, variable: { name: short } }
}

/** Component and variable of a part of a request or an answer, if it has them. */
export function readName(value: unknown): VariableName | undefined {
  const component = member(value, 'component')
  const variable = member(value, 'variable')
  const evse = member(component, 'evse')
  return nameOf(
    {
      name: text(member(component, 'name')),
      instance: text(member(component, 'instance')),
      evse: { id: whole(member(evse, 'id')), connectorId: whole(member(evse, 'connectorId')) },
    },
    { name: text(member(variable, 'name')), instance: text(member(variable, 'instance')) },
  )
}

function resultOf(result: unknown): readonly ConfigurationValue[] {
  const name = readName(result)
  if (name === undefined || !isActual(result)) return []
  const subject = subjectOf(name, nobody)
  const value = text(member(result, 'attributeValue'))
  switch (statusOf(result, 'attributeStatus')) {
    case 'Accepted':
      // Accepted without a value says nothing.
      return value === undefined ? [] : [{ ...subject, value, readonly: false }]
    case 'Rejected':
      return [{ ...subject, readonly: false }]
    case 'UnknownComponent':
    case 'UnknownVariable':
      return [{ ...subject, readonly: true, unknown: true }]
    default:
      return []
  }
}

function isActual(result: unknown): boolean {
  const type = member(result, 'attributeType')
  return type === undefined || type === 'Actual'
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** An answer is read without a look at what is known. */
const nobody: Knowledge = {
  facts: () => undefined,
  outlets: () => [],
  ofTransaction: () => undefined,
}
