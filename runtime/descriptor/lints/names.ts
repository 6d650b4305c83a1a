import { namesOf, pascalCase, reservedMembers } from '../generated_names.ts'
import type { Item } from '../schema.ts'
import type { Check, Report } from './check.ts'

/** Finds published ids that are used twice. */
export const checkIds: Check = ({ descriptor }, report) => {
  const first = new Map<number, string>()
  for (const item of descriptor.items) {
    if (item.id === undefined) continue
    const other = first.get(item.id)
    if (other === undefined) {
      first.set(item.id, item.key)
      continue
    }
    const message = `The id ${item.id} is also that of "${other}"; where it is meant, say why in "allow"`
    report('duplicate-id', { item, path: ['id'], message })
  }
}

/** Finds names that give the same, or a reserved, identifier in generated code. */
export const checkGeneratedNames: Check = ({ descriptor }, report) => {
  const taken = new Map(namesOf(descriptor.slug))
  for (const item of descriptor.items) {
    const clash = (message: string) =>
      report('generated-name-clash', { item, path: ['key'], message })
    if (reservedMembers.includes(item.key)) {
      clash(`The key "${item.key}" is a member of every object; choose another`)
    }
    checkValueNames(item, report)
    if (item.values === undefined) continue
    const type = pascalCase(item.key)
    const owner = taken.get(type)
    if (owner === undefined) taken.set(type, `the type of "${item.key}"`)
    else clash(`The key "${item.key}" gives the type ${type}, the name of ${owner}; choose another`)
  }
}

function checkValueNames(item: Item, report: Report): void {
  const first = new Map<string, number>()
  item.values?.forEach(({ name }, index) => {
    const other = first.get(name)
    if (other === undefined) first.set(name, index)
    else {
      const message = `The name "${name}" is also that of values[${other}]; each value needs its own`
      report('generated-name-clash', { item, path: ['values', index, 'name'], message })
    }
  })
}
