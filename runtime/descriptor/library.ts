import type { DescriptorState } from './descriptor_state.ts'
import { type Finding, hasError } from './finding.ts'
import { rememberedLayers } from './layers.ts'
import { loadDescriptor, type ResolveBase } from './load.ts'
import { compileReads, type Readers } from './read.ts'

/** A descriptor file as it is in the folder. */
export interface DescriptorText {
  /** What messages call the file. */
  readonly file: string
  readonly text: string
}

interface Entry {
  readonly file: string
  readonly readers: Readers | undefined
  /** Whether what the file holds now is what is active. */
  readonly current: boolean
  readonly findings: readonly Finding[]
  /** Texts the active version was made from, to see whether it must be made again. */
  readonly made: string
}

/**
 * The descriptors in use. A change takes effect all or nothing for each of them: where a file is
 * wrong, or what it builds on is, the last right version stays.
 */
export class DescriptorLibrary {
  #entries = new Map<string, Entry>()

  /** Readers of the active descriptors by name. */
  active(): ReadonlyMap<string, Readers> {
    const active = new Map<string, Readers>()
    for (const [name, { readers }] of this.#entries)
      if (readers !== undefined) active.set(name, readers)
    return active
  }

  /** State of all descriptors, by name. */
  states(): readonly DescriptorState[] {
    return [...this.#entries].map(([name, entry]) => stateOf(name, entry))
  }

  /** State of one, if there is one of this name. */
  state(name: string): DescriptorState | undefined {
    const entry = this.#entries.get(name)
    return entry === undefined ? undefined : stateOf(name, entry)
  }

  /** What loading this text under this name would find, beside the files there are. */
  check(name: string, own: DescriptorText, files: ReadonlyMap<string, DescriptorText>) {
    const all = new Map(files).set(name, own)
    return loadDescriptor(own.text, { slug: name, file: own.file, resolveBase: basesIn(all) })
  }

  /**
   * Takes over the files of the folder, by name.
   * @returns the names whose state changed
   */
  replace(files: ReadonlyMap<string, DescriptorText>): readonly string[] {
    const resolveBase = basesIn(files)
    const read = rememberedLayers()
    const next = new Map<string, Entry>()
    const changed: string[] = []
    for (const name of [...files.keys()].sort()) {
      const own = files.get(name)
      if (own === undefined) continue
      const before = this.#entries.get(name)
      const made = JSON.stringify([own.text, ...basesOf(own.text, files)])
      if (before?.made === made) {
        next.set(name, before)
        continue
      }
      const { descriptor, findings } = loadDescriptor(own.text, {
        slug: name,
        file: own.file,
        resolveBase,
        read,
      })
      const readers = descriptor === undefined ? before?.readers : compileReads(descriptor)
      next.set(name, { file: own.file, readers, current: !hasError(findings), findings, made })
      changed.push(name)
    }
    for (const name of this.#entries.keys()) if (!next.has(name)) changed.push(name)
    this.#entries = next
    return changed
  }
}

function stateOf(name: string, { file, readers, current, findings }: Entry): DescriptorState {
  return { name, file, active: readers?.descriptor, current, findings }
}

/** Bases are files of the same folder; a name that leads elsewhere finds none. */
function basesIn(files: ReadonlyMap<string, DescriptorText>): ResolveBase {
  return (relativePath) => {
    const slug = slugOf(relativePath.replace(/^\.\//, ''))
    const found = slug === undefined ? undefined : files.get(slug)
    return found === undefined || slug === undefined ? undefined : { ...found, slug }
  }
}

/** Texts of everything a text builds on, as far as it can be told without loading it. */
function basesOf(text: string, files: ReadonlyMap<string, DescriptorText>): readonly string[] {
  const texts: string[] = []
  let current = text
  for (let depth = 0; depth < 16; depth++) {
    const path = /"extends"\s*:\s*"(?:\.\/)?([^"]+)"/.exec(current)?.[1]
    const base = path === undefined ? undefined : files.get(slugOf(path) ?? '')
    if (base === undefined) break
    texts.push(base.text)
    current = base.text
  }
  return texts
}

/** Name of a descriptor by its file name, `undefined` for a name that is none. */
export function slugOf(fileName: string): string | undefined {
  return /^([a-z0-9][a-z0-9._-]{0,63})\.ddf\.json$/i.exec(fileName)?.[1]
}
