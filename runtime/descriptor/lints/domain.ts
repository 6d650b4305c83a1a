import { cardStatuses, statusWords } from '../../model/words.ts'
import { finiteValues } from '../item_type.ts'
import type { Item, Read } from '../schema.ts'

/** What a source gives, before `map`. */
export interface Domain {
  readonly kind: 'text' | 'number' | 'boolean'
  /** All that it can give, as text, where that is known. */
  readonly words?: readonly string[]
}

/** What the source of a rule gives. */
export function domainOf(read: Read, byKey: ReadonlyMap<string, Item>): Domain {
  switch (read.from) {
    case 'StatusNotification':
      return read.field === 'status' || isOnly(read.field, 'status') ? status : text
    case 'MeterValues':
      return number
    case 'Transaction':
      if (read.field === 'active') return boolean
      return ['energy', 'meterStart', 'meterStop', 'numberOfPhasesUsed'].includes(read.field)
        ? number
        : text
    case 'Authorize':
      if (read.field === 'authorized') return boolean
      return read.field === 'status' ? card : text
    case 'ChargingProfile':
      return read.field === 'status' ? text : number
    case 'Reservation':
      if (read.field === 'active') return boolean
      return read.field === 'id' ? number : text
    case 'Connection':
      if (read.field === 'online') return boolean
      return ['connectorId', 'quality', 'messages'].includes(read.field) ? number : text
    case 'Item':
      return itemDomain(byKey.get(read.key))
    case 'Const':
      return { kind: kindOf(read.value), words: [String(read.value)] }
    case 'BootNotification':
    case 'Configuration':
      return text
  }
}

const text: Domain = { kind: 'text' }
const number: Domain = { kind: 'number' }
const boolean: Domain = { kind: 'boolean', words: ['true', 'false'] }
const status: Domain = { kind: 'text', words: statusWords }
const card: Domain = { kind: 'text', words: cardStatuses }

function itemDomain(item: Item | undefined): Domain {
  if (item === undefined) return text
  const kind = item.type === 'integer' ? 'number' : item.type
  const words = finiteValues(item)?.map(String)
  const known = kind === 'number' || kind === 'boolean' ? kind : 'text'
  return words === undefined ? { kind: known } : { kind: known, words }
}

function isOnly(field: string | readonly string[], word: string): boolean {
  return field.length === 1 && field[0] === word
}

function kindOf(value: string | number | boolean): Domain['kind'] {
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
}
