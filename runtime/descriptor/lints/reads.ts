import { itemUnitsOf } from '../../units.ts'
import type { Item, Read, ReadOf } from '../schema.ts'
import { allowed } from '../wording.ts'
import type { Check, Report } from './check.ts'

/** Finds `read` rules that cannot work as they are. */
export const checkReads: Check = ({ descriptor }, report) => {
  for (const item of descriptor.items) {
    checkChain(item, report)
    item.read.forEach((read, index) => {
      checkUnit(item, { read, index }, report)
      if (read.from === 'MeterValues') checkPhases(item, { read, index }, report)
    })
  }
}

function checkChain(item: Item, report: Report): void {
  const remembered = item.direction === 'INOUT' && item.write?.to === 'Item'
  if (item.read.length === 0 && item.direction !== 'OUT' && !remembered) {
    const message = `The ${item.direction} item has no "read", so it never has a value`
    report('item-without-source', { item, path: [], message })
  }
  const last = item.read.findIndex((read) => read.from === 'Const')
  if (last >= 0 && last < item.read.length - 1) {
    const message = 'Never used: the Const rule before it always has a value'
    report('unreachable-rule', { item, path: ['read', last + 1], message })
  }
}

interface At<R> {
  readonly read: R
  readonly index: number
}

function checkUnit(item: Item, { read, index }: At<Read>, report: Report): void {
  const quantity = quantityOf(read)
  if (item.unit === undefined || quantity === undefined) return
  if (quantity.units.includes(item.unit)) return
  const message = `${quantity.name} has no ${item.unit}, ${allowed(item.unit, quantity.units)}`
  report('unit-not-of-measurand', { item, path: ['read', index, quantity.member], message })
}

interface Quantity {
  readonly name: string
  readonly member: string
  readonly units: readonly string[]
}

/** What a rule measures; `undefined` where the source carries no unit. */
function quantityOf(read: Read): Quantity | undefined {
  if (read.from === 'MeterValues') {
    if (read.reduce === 'count') return undefined
    return { name: read.measurand, member: 'measurand', units: itemUnitsOf(read.measurand) }
  }
  if (read.from === 'Transaction' && ['energy', 'meterStart', 'meterStop'].includes(read.field)) {
    const units = itemUnitsOf('Energy.Active.Import.Register')
    return { name: `Transaction ${read.field}`, member: 'field', units }
  }
  if (read.from === 'ChargingProfile' && read.field === 'limit') {
    const units = [...itemUnitsOf('Current.Import'), ...itemUnitsOf('Power.Active.Import')]
    return { name: 'ChargingProfile limit', member: 'field', units }
  }
  if (read.from === 'Connection' && read.field === 'quality') {
    return { name: 'Connection quality', member: 'field', units: ['%'] }
  }
  return undefined
}

function checkPhases(item: Item, { read, index }: At<ReadOf<'MeterValues'>>, report: Report): void {
  const several = Array.isArray(read.phase) && read.phase.length > 1
  if (several && read.reduce === undefined) {
    const message = 'Several phases need "reduce", allowed: sum, mean, min, max, count'
    report('phases-without-reduce', { item, path: ['read', index, 'phase'], message })
  }
  for (const word of ['reduce', 'above'] as const) {
    const useless = word === 'above' ? read.reduce === undefined : read.phase === undefined
    if (read[word] === undefined || useless === false) continue
    const message =
      word === 'above'
        ? '"above" does nothing without "reduce"'
        : 'There is one sample to reduce; name the phases in "phase"'
    report('reduce-without-phases', { item, path: ['read', index, word], message, name: true })
  }
}
