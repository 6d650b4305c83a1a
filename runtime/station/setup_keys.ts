import { findKey, speltValue } from './key_names.ts'
import type { SetupDeps, Step } from './setup.ts'

/** The configuration keys of a station, as far as they are known. */
export interface Keys {
  /** The value of a key, by any of its names. */
  value(key: string): string | undefined
  /**
   * Writes a key with the station's own spelling (quirk C4), unless it is read-only, unknown, or
   * right already; answers the station's word.
   */
  change(key: string, value: string): Promise<string | undefined>
  /** Whether something written only counts after a reboot. */
  needReboot(): boolean
}

/** Looks at and writes the keys of a station. */
export function stationKeys(deps: SetupDeps, step: Step): Keys {
  const { facts, traits } = deps
  let reboot = false
  const find = (key: string) => findKey(key, { facts, traits })
  return {
    value: (key) => find(key)?.value,
    needReboot: () => reboot,
    async change(key, wanted) {
      const value = speltValue(wanted, traits.booleans)
      const known = find(key)
      if (known?.unknown === true || known?.readonly === true || known?.value === value) {
        return undefined
      }
      if (has(traits.neverWrite, key)) return undefined
      const name = known?.key ?? key
      const command = { kind: 'ChangeConfiguration', key: name, value } as const
      const status = await step(`set ${name} = ${value}`, command)
      reboot ||= status === 'RebootRequired'
      return status
    },
  }
}

/** Reads what is wanted, all at once where the station bears it, else by name in small portions. */
export async function readConfiguration(
  deps: SetupDeps,
  { step, keys }: { readonly step: Step; readonly keys: Keys },
): Promise<void> {
  const { traits } = deps
  const { maxKeysPerRead, maxBytesPerRead, allByReport } = deps.keys
  const read = async (name: string, names: readonly string[]) =>
    (await step(name, { kind: 'GetConfiguration', keys: names })) === 'Accepted'
  const limit = async (name: string, key: string | null) => {
    if (key === null || has(traits.neverRead, key)) return 0
    await read(name, [key])
    return Number(keys.value(key)) || 0
  }
  const readAll = async () => {
    const may = traits.readAll && traits.neverRead.length === 0
    if (!may || !(await read('read configuration', []))) return false
    const missing = wantedKeys(deps).filter(
      (key) => !deps.facts.configuration.has(key.toLowerCase()),
    )
    deps.learn(missing.map((key) => ({ key, readonly: true, unknown: true })))
    return true
  }
  if (allByReport && (await readAll())) return
  const most = await limit('read key limit', maxKeysPerRead)
  const roomy = most === 0 || most >= wantedKeys(deps).length
  if (!allByReport && roomy && (await readAll())) return
  const bytes = await limit('read size limit', maxBytesPerRead)
  const portion = most > 0 ? Math.min(most, traits.chunk) : traits.chunk
  for (const part of portions(wantedKeys(deps), { most: portion, bytes })) {
    await read(`read ${part.join(', ')}`, part)
  }
}

/** Bytes that a request takes for each key beside its name. */
const bytesAround = 100

/** Portions of at most so many keys and, where there is a limit, bytes. */
function portions(
  keys: readonly string[],
  { most, bytes }: { readonly most: number; readonly bytes: number },
): readonly (readonly string[])[] {
  const all: string[][] = []
  let room = 0
  for (const key of keys) {
    const size = key.length + bytesAround
    const last = all.at(-1)
    if (last === undefined || last.length >= most || (bytes > 0 && size > room)) {
      all.push([key])
      room = bytes
    } else {
      last.push(key)
    }
    room -= size
  }
  return all
}

function wantedKeys(deps: SetupDeps): readonly string[] {
  const { keys, wish, traits } = deps
  const connectors = deps.outlets().map(({ connector }) => connector)
  const own = [
    keys.sampleInterval,
    keys.sampledData,
    keys.maxSampledData,
    keys.maxStackLevel,
    keys.rateUnit,
    keys.connectors,
    traits.measurandsFrom,
    ...keys.energyData,
  ]
  // The other name would only be one more key that the station does not know.
  const named = keys.namedBy === 'key' ? wish.keys : wish.variables
  const read = named.flatMap((name) => keys.spelled(name, connectors))
  const names = [...own, ...read, ...Object.keys(traits.write)]
  const all = names.flatMap((key) => (key === null ? [] : [key, ...(traits.aliases[key] ?? [])]))
  return [...new Set(all)].filter((key) => !has(traits.neverRead, key))
}

function has(list: readonly string[], key: string): boolean {
  return list.some((entry) => entry.toLowerCase() === key.toLowerCase())
}
