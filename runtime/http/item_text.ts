import type { Item } from '../descriptor/schema.ts'
import { labelOf } from './item_view.ts'
import type { ItemState } from './port.ts'
import { isoTime } from './time.ts'

/** What comes before the value, which is the same each time. */
const heads = new WeakMap<Item, string>()

/** The JSON of {@link itemView}, for what is asked more often than all else. */
export function itemText(state: ItemState): string {
  const { item, value, quality } = state
  const label = labelOf(item, value)
  const word = label === undefined ? '' : `,"label":${JSON.stringify(label)}`
  const at = isoTime(state.at)
  const time = at === null ? 'null' : `"${at}"`
  return `${headOf(item)}${JSON.stringify(value)}${word},"quality":"${quality}","at":${time}}`
}

function headOf(item: Item): string {
  const known = heads.get(item)
  if (known !== undefined) return known
  const { key, id = null, name, direction, type, unit } = item
  const head = `${JSON.stringify({ key, id, name, direction, type, unit }).slice(0, -1)},"value":`
  heads.set(item, head)
  return head
}
