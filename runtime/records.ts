import * as v from 'valibot'
import type { Clock } from './clock.ts'
import type { RecordsPort } from './http/ports/records.ts'
import type { Log } from './log.ts'
import type { StationEvent } from './model.ts'
import type { Hub } from './station/hub.ts'
import { type Reservation, reservationStates } from './station/reservations.ts'
import type { Station } from './station/station.ts'
import { StationRecords } from './station/station_records.ts'
import type { Store } from './storage/store.ts'

/** What the records of stations are made with. */
export interface RecordsOptions {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  hub(): Hub
}

/** The records of stations: what the hub tells them, and what HTTP asks of them. */
export interface Records {
  /** Takes note of what a station reported. */
  hear(station: string, event: StationEvent): void
  readonly port: RecordsPort
}

const collection = 'reservation'
const reservationsSchema = v.array(
  v.object({
    id: v.number(),
    connector: v.number(),
    idTag: v.string(),
    parent: v.optional(v.string()),
    expiry: v.number(),
    madeAt: v.number(),
    state: v.picklist(reservationStates),
    endedAt: v.optional(v.number()),
    transaction: v.optional(v.union([v.number(), v.string()])),
  }),
)
/** Time for which stations wait for the cable where they do not say, ms. */
const usualPatience = 120_000

/** Takes up the records of stations; reservations outlive the process. @throws StoreError */
export async function recordsOf({ store, clock, log, hub }: RecordsOptions): Promise<Records> {
  const kept = await reservationsOf(store, log)
  const all = new Map<string, StationRecords>()
  const known = (station: string) =>
    all.get(station) ?? (kept.has(station) ? recorded(station) : undefined)
  const recorded = (station: string) => {
    const records = all.get(station) ?? new StationRecords(kept.get(station))
    all.set(station, records)
    return records
  }
  const of = (station: string) => known(station) ?? noRecords
  return {
    hear(station, event) {
      // Comes with most messages, and says nothing of what is recorded here.
      if (event.kind === 'Metered') return
      // Of most stations nothing is ever recorded, and what they say before says nothing of it.
      const records = begins.has(event.kind) ? recorded(station) : known(station)
      if (records === undefined) return
      const before = records.reservations.all
      records.apply(event)
      const value = records.reservations.all
      if (value === before) return
      store
        .commit([{ kind: 'put', collection, key: station, value }])
        .catch((error) => log.error({ station, error }, 'Reservations are not stored'))
    },
    port: {
      reservations: (id) => of(id).reservations.list(clock.now()),
      notices: (id) => of(id).notices.list(),
      remoteStarts: (id) =>
        of(id).remoteStarts.list(clock.now(), patienceOf(hub().station(id)?.station)),
    },
  }
}

/** With what the records of a station begin. */
const begins: ReadonlySet<StationEvent['kind']> = new Set([
  'Noticed',
  'ReservationMade',
  'StartAsked',
])

/** Those of a station of which nothing was recorded. */
const noRecords = new StationRecords()

async function reservationsOf(
  store: Store,
  log: Log,
): Promise<ReadonlyMap<string, readonly Reservation[]>> {
  const found = new Map<string, readonly Reservation[]>()
  for (const [station, document] of await store.documents(collection)) {
    const parsed = v.safeParse(reservationsSchema, document)
    if (parsed.success) found.set(station, parsed.output)
    else log.error({ station }, 'The reservations of a station cannot be read and are forgotten')
  }
  return found
}

function patienceOf(station: Station | undefined): number {
  const key = station?.connection?.dialect.keys.startTimeout.toLowerCase()
  const said = key === undefined ? undefined : station?.facts.configuration.get(key)?.value
  return said === undefined ? usualPatience : Number(said) * 1000 || usualPatience
}
