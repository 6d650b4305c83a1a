import * as v from 'valibot'
import { type ConfigurationValue, lastSeenOf } from '../model.ts'
import type { Keeper } from '../station/keeper.ts'
import type { Remembered } from '../station/plugin_memory.ts'

const text = v.optional(v.string())
const number = v.optional(v.number())

const identity = v.object({
  chargePointVendor: text,
  chargePointModel: text,
  chargePointSerialNumber: text,
  chargeBoxSerialNumber: text,
  firmwareVersion: text,
  meterType: text,
  meterSerialNumber: text,
  iccid: text,
  imsi: text,
})

/** One configuration value as it is stored. */
export const configurationValue = v.object({
  key: v.string(),
  value: text,
  readonly: v.boolean(),
  unknown: v.optional(v.boolean()),
  of: v.optional(v.object({ name: v.string(), connectors: v.array(v.number()) })),
  about: v.optional(
    v.object({
      dataType: text,
      unit: text,
      min: number,
      max: number,
      values: text,
      attributes: v.optional(v.record(v.string(), v.string())),
    }),
  ),
})

/** What is stored of a station; another form gets another version. */
export const stationDocument = v.object({
  version: v.literal(1),
  identity,
  /** Subprotocol of the last connection, and the version it means. */
  protocol: v.nullable(v.string()),
  speaks: text,
  messages: v.number(),
  lastSeen: number,
  configuration: v.array(v.tuple([v.string(), configurationValue])),
  localList: v.optional(v.object({ version: v.number(), at: v.number() })),
  /** Number of connectors by its own word. */
  declared: number,
  /** What the last complete set-up asked for. */
  setUpFor: text,
  /** As hooks of its plugin saw it, before they changed anything. */
  remembered: v.optional(
    v.object({
      identity: v.optional(identity),
      keys: v.array(v.string()),
      memory: v.record(v.string(), v.record(v.string(), v.unknown())),
    }),
  ),
})

/** What is stored of a station. */
export type StationDocument = v.InferOutput<typeof stationDocument>

/** The document of a station as it is now. */
export function describeStation(
  { station, arrival }: Keeper,
  remembered: Remembered | undefined,
): unknown {
  const { facts, connectors, protocol } = station
  return {
    version: 1,
    identity: facts.identity,
    protocol,
    speaks: facts.version,
    messages: facts.messages,
    lastSeen: lastSeenOf(facts),
    configuration: [...facts.configuration],
    localList: facts.localList,
    declared: connectors.declared,
    setUpFor: arrival.setUpFor,
    remembered,
  }
}

/** Makes a station what it was, as far as it is known without its connectors. */
export function reviveStation(keeper: Keeper, document: StationDocument): void {
  const { station } = keeper
  const { facts } = station
  facts.identity = document.identity
  facts.version = document.speaks
  facts.messages = document.messages
  facts.lastSeen = document.lastSeen ?? Number.NaN
  facts.seen = true
  facts.localList = document.localList
  facts.configuration.setAll(document.configuration, {
    nameOf: ([name]) => name,
    valueFor: ([, value]): ConfigurationValue => value,
  })
  station.protocol = document.protocol
  station.seat.reconsider()
  keeper.firmware = document.identity.firmwareVersion
  if (document.declared !== undefined) station.connectors.declare(document.declared)
}
