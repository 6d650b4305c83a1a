import type { CommandOf, ConfigurationValue, StationFacts, Traits } from '../model.ts'

/** What is known of a key, by any of its names and whatever their case (quirks C4, C14, P12). */
export function findKey(
  key: string,
  { facts, traits }: { readonly facts: StationFacts; readonly traits: Traits['setup'] },
): ConfigurationValue | undefined {
  const names = [key, ...(traits.aliases[key] ?? [])]
  const all = names.flatMap((name) => facts.configuration.get(name.toLowerCase()) ?? [])
  return all.find(({ unknown }) => unknown !== true) ?? all[0]
}

/** Makes keys known by the names that others look for, where the station has them by another (quirks C14, P12). */
export function linkAliases(
  { configuration }: StationFacts,
  aliases: Traits['setup']['aliases'],
): void {
  for (const [key, others] of Object.entries(aliases)) {
    const name = key.toLowerCase()
    const own = configuration.get(name)
    if (own !== undefined && own.unknown !== true && own.key.toLowerCase() === name) continue
    const known = others
      .map((other) => configuration.get(other.toLowerCase()))
      .find((value) => value !== undefined && value.unknown !== true)
    if (known !== undefined) configuration.set(name, known)
  }
}

/** A change of configuration with the name and the booleans of this station (quirks C4, C15). */
export function spelt(
  { kind, key, value }: CommandOf<'ChangeConfiguration'>,
  station: { readonly facts: StationFacts; readonly traits: Traits['setup'] },
): CommandOf<'ChangeConfiguration'> {
  const known = findKey(key, station)
  return {
    kind,
    key: known?.unknown === true ? key : (known?.key ?? key),
    value: speltValue(value, station.traits.booleans),
  }
}

/** True and false as a family spells them (quirk C15). */
export function speltValue(value: string, [yes, no]: readonly [string, string]): string {
  if (value === 'true') return yes
  return value === 'false' ? no : value
}
