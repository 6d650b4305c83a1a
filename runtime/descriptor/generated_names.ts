/** `current-set`, `current_set` and `currentSet` as `CurrentSet`; `l1n` as `L1N`. */
export function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
    .replace(/\d[a-z]/g, (pair) => pair.toUpperCase())
}

/** Name of the accessor class generated for a descriptor. */
export function classNameOf(slug: string): string {
  const name = `${pascalCase(slug)}Device`
  return /^[A-Za-z]/.test(name) ? name : `Ddf${name}`
}

/** Names a generated file declares or imports for the descriptor itself, by what they are. */
export function namesOf(slug: string): ReadonlyMap<string, string> {
  const device = classNameOf(slug)
  return new Map([
    [device, 'the accessor class'],
    [`${device}Values`, 'the interface of all values'],
    ['ItemIo', 'an imported type'],
    ['ReadableItem', 'an imported type'],
    ['WritableItem', 'an imported type'],
  ])
}

/** Members every object has, or that make it look like a promise; no item may be called so. */
export const reservedMembers: readonly string[] = [
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'prototype',
  'then',
  'toJSON',
  'toLocaleString',
  'toString',
  'valueOf',
]
