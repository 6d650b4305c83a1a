import type { ChangeRing } from '../items/watch.ts'
import type { EventFilter } from './event_filter.ts'
import { eventText, positionText, resetText } from './event_text.ts'
import type { ItemChange, RuntimePort } from './port.ts'

/** What a reader asks for. */
export interface Subscription {
  readonly filter: EventFilter
  /** Id of the last event it has; what came after it follows first. */
  readonly lastId?: string | undefined
  /** Begin with all present values. */
  readonly snapshot: boolean
  /** Whether the reader still may; asked before it gets anything. By default it always may. */
  readonly mayRead?: () => boolean
}

/** What a backlog is made from. */
export interface BacklogOptions {
  /** The last changes of all. */
  readonly ring: ChangeRing<ItemChange>
  readonly port: RuntimePort
  /** Called when the reader has everything up to now. */
  readonly onEnd: () => void
}

const chunkSize = 16_384

/** What a new reader gets before it is told of changes as they come. */
export function* backlogOf(
  { filter, lastId, snapshot }: Subscription,
  { ring, port, onEnd }: BacklogOptions,
): Generator<string, 'live' | 'lost'> {
  const resumed = lastId === undefined ? undefined : ring.resume(lastId)
  let sequence = resumed ?? ring.last
  yield resumed === undefined && lastId !== undefined ? resetText(lastId) : 'retry: 2000\n\n'
  if (resumed === undefined && (snapshot || lastId !== undefined)) yield* present(filter, port)
  yield positionText(ring.idOf(sequence))
  for (;;) {
    let text = ''
    // Changes that were in the snapshot already come again: nothing is lost, and the last one wins.
    while (sequence < ring.last && text.length < chunkSize) {
      sequence++
      const change = ring.at(sequence)
      if (change === undefined) return 'lost'
      if (wants(filter, change)) text += eventText(change, ring.idOf(sequence))
    }
    if (text !== '') yield text
    if (sequence < ring.last) continue
    onEnd()
    return 'live'
  }
}

function* present(filter: EventFilter, port: RuntimePort): Generator<string, void> {
  let text = ''
  for (const device of filter.devices(port)) {
    for (const { item, value, quality, at } of device.items()) {
      const change = { address: device.address, item, value, quality, at }
      if (wants(filter, change)) text += eventText(change)
    }
    if (text.length < chunkSize) continue
    yield text
    text = ''
  }
  yield text
}

function wants(filter: EventFilter, { address, item }: ItemChange): boolean {
  return filter.wants(item) && filter.takes(address)
}
