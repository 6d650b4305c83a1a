import { finiteValues } from '../item_type.ts'
import { fieldsOf, type OperationField } from '../operations.ts'
import { parseTemplate, type Reference } from '../references.ts'
import type { Item, Write } from '../schema.ts'
import { allowed, show } from '../wording.ts'
import type { Check, Subject } from './check.ts'
import { type Given, problemOf } from './field_values.ts'

/** Finds fields of `with` that the operation does not take, lacks, or takes with other values. */
export const checkWrites: Check = (subject, report) => {
  for (const item of subject.descriptor.items) {
    const { write } = item
    if (write === undefined) continue
    const fields = fieldsOf(write.to)
    for (const [name, field] of Object.entries(fields)) {
      if (field.required !== true || (write.with?.[name] ?? null) !== null) continue
      const message = `${write.to} needs the field "${name}" in "with"`
      report('missing-with-field', { item, path: ['write'], message })
    }
    for (const [name, value] of Object.entries(write.with ?? {})) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      const path = ['write', 'with', name]
      if (field === undefined) {
        const message = `${write.to} takes no field "${name}", ${allowed(name, Object.keys(fields))}`
        report('unknown-with-field', { item, path, message, name: true })
      } else if (value !== null) {
        for (const message of problems({ item, write, field, subject }, value)) {
          report('with-value-not-allowed', { item, path, message })
        }
      }
    }
  }
}

interface Place {
  readonly item: Item
  readonly write: Write
  readonly field: OperationField
  readonly subject: Subject
}

type Scalar = string | number | boolean
type Reason = { readonly because?: string }

function problems(place: Place, template: Scalar): string[] {
  const found = givenBy(place, template).flatMap(({ because, ...given }) => {
    const problem = problemOf(place.field, given)
    if (problem === undefined) return []
    return [because === undefined ? problem : `${because}: ${problem}`]
  })
  return [...new Set(found)]
}

/** All that a text of `with` may give. */
function givenBy(place: Place, template: Scalar): (Given & Reason)[] {
  const given = givenOnce(place, template)
  return given === 'value' ? writtenValues(place) : [given]
}

/** What a text of `with` or `map` gives; `value` when it is what was written. */
function givenOnce({ subject }: Place, template: Scalar): Given | 'value' {
  if (typeof template !== 'string') return { value: template }
  const parts = parseTemplate(template)
  const [only = ''] = parts
  if (parts.length > 1) return { type: 'string' }
  if (typeof only === 'string') return { value: only }
  return only.kind === 'value' ? 'value' : ofReference(only, subject)
}

/** All that `$value` may give. */
function writtenValues(place: Place): (Given & Reason)[] {
  const { item, write } = place
  const { map = {}, ignore = [] } = write
  const after = (value: Scalar): Given & Reason => {
    const because = `When ${show(value)} is written`
    const word = map[String(value)]
    const given = word === undefined ? { value } : givenOnce(place, word)
    return given === 'value' ? { value, because } : { ...given, because }
  }
  const finite = finiteValues(item)?.filter((value) => !ignore.includes(value))
  if (finite !== undefined) return finite.map(after)
  return [{ type: item.type, minimum: item.minimum }, ...Object.keys(map).map(after)]
}

function ofReference(reference: Reference, { byKey }: Subject): Given {
  switch (reference.kind) {
    case 'item':
      return { type: byKey.get(reference.key)?.type ?? 'any' }
    case 'reservation':
    case 'connector':
      return { type: 'integer' }
    case 'now':
      return { type: 'datetime' }
    default:
      return { type: 'any' }
  }
}
