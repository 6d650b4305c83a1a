import type { Facts, Traits } from '../model.ts'

/**
 * The card of a start by the host: the one that is authorized now, else the one of the traits, cut
 * to what the station echoes unharmed (quirks X2, F12).
 */
export function cardFor(facts: Facts, control: Traits['control']): string {
  const { card, station } = facts
  const { idTag } = control
  const own =
    'fixed' in idTag
      ? idTag.fixed
      : station.configuration.get(idTag.key.toLowerCase())?.value?.trim() || idTag.else
  const shown = card?.authorized === true ? card.idTag : own
  return shown.slice(0, control.idTagLength)
}
