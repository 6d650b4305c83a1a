import type { Check } from './check.ts'

/** Finds a published id whose model or version is not that of the file. */
export const checkHeader: Check = ({ descriptor }, report) => {
  if (descriptor.id === undefined) return
  const model = Number.parseInt(descriptor.id.slice(10, 14), 16)
  // The version is two bytes, the major one first: 0100 is version 1.
  const version = Number.parseInt(descriptor.id.slice(14, 16), 16)
  for (const [name, inId] of [
    ['model', model],
    ['version', version],
  ] as const) {
    const said = descriptor[name]
    if (said === undefined || said === inId) continue
    const message = `The id ${descriptor.id} is of ${name} ${inId}, the file says ${said}`
    report('id-does-not-match-model-version', { path: [name], message })
  }
}
