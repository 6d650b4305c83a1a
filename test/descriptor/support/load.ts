import type { Finding } from '../../../runtime/descriptor/finding.ts'
import { type Loaded, loadDescriptor } from '../../../runtime/descriptor/load.ts'

/** An item that no check complains about. */
export const power = {
  key: 'power',
  name: 'Power',
  direction: 'IN',
  type: 'number',
  unit: 'W',
  read: { from: 'MeterValues', measurand: 'Power.Active.Import' },
}

/** An IN item of this type that reads this. */
export function reading(type: string, read: object | readonly object[], more: object = {}) {
  return { key: 'a', name: 'A', direction: 'IN', type, read, ...more }
}

/** An OUT item of this type that writes this. */
export function writing(type: string, write: object, more: object = {}) {
  return { key: 'a', name: 'A', direction: 'OUT', type, write, ...more }
}

/** Loads a descriptor of these items. */
export function loadItems(items: readonly object[], header: object = {}): Loaded {
  return loadFile({ items, ...header })
}

/** Loads a descriptor file; files it may extend are given by name. */
export function loadFile(
  file: object,
  bases: Readonly<Record<string, object | string>> = {},
): Loaded {
  return loadDescriptor(textOf({ ddf: 1, name: 'Test', ...file }), {
    slug: 'test',
    file: 'test.ddf.json',
    resolveBase: (path) => {
      const name = path.replace('./', '')
      const base = bases[name]
      if (base === undefined) return undefined
      return { text: textOf(base), file: name, slug: name.replace('.ddf.json', '') }
    },
  })
}

/** Findings as `level rule path: message`, with the file where it is not the descriptor itself. */
export function lines({ findings }: { readonly findings: readonly Finding[] }): string[] {
  return findings.map(({ file, level, rule, path, message }) => {
    const other = file === 'test.ddf.json' ? '' : `${file} `
    return `${other}${level} ${rule} ${path}: ${message}`
  })
}

function textOf(file: object | string): string {
  return typeof file === 'string' ? file : JSON.stringify({ ddf: 1, name: 'Base', ...file })
}
