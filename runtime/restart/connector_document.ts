import * as v from 'valibot'
import { decodeSamples, encodeSamples } from '../ledger/sample_text.ts'
import {
  cardStatuses,
  chargingStates,
  contexts,
  everyGroup,
  type Facts,
  locations,
  measurands,
  phases,
  statusWords,
} from '../model.ts'
import type { Connector } from '../station/connector.ts'
import type { ProfileVariant } from '../station/ladder.ts'
import { configurationValue } from './station_document.ts'

const text = v.optional(v.string())
const number = v.optional(v.number())
const unit = v.picklist(['A', 'W'])

const sample = v.object({
  measurand: v.picklist(measurands),
  phase: v.picklist(phases),
  location: v.picklist(locations),
  context: v.picklist(contexts),
  value: v.number(),
  at: v.number(),
})

/** What is stored of a connector; another form gets another version. */
export const connectorDocument = v.object({
  version: v.picklist([1, 2]),
  status: v.optional(
    v.object({
      status: v.picklist(statusWords),
      errorCode: text,
      vendorErrorCode: text,
      info: text,
      vendorId: text,
      at: v.number(),
    }),
  ),
  problems: v.array(v.object({ about: v.string(), errorCode: v.string(), info: text })),
  configuration: v.optional(v.array(v.tuple([v.string(), configurationValue]))),
  phases: v.optional(v.picklist([1, 2, 3])),
  /** As text from a moment on, or, in the first version, one by one. */
  samples: v.union([v.object({ at: v.number(), text: v.string() }), v.array(sample)]),
  transaction: v.optional(
    v.object({
      id: v.union([v.number(), v.string()]),
      own: v.optional(v.union([v.number(), v.string()])),
      active: v.boolean(),
      idTag: text,
      meterStart: number,
      meterStop: number,
      register: number,
      registerAt: number,
      startedAt: number,
      stoppedAt: number,
      stopReason: text,
      numberOfPhasesUsed: number,
      chargingState: v.optional(v.picklist(chargingStates)),
      operationMode: text,
      order: number,
      at: v.number(),
    }),
  ),
  card: v.optional(
    v.object({
      idTag: v.string(),
      status: v.picklist(cardStatuses),
      authorized: v.boolean(),
      unknownIdTag: text,
      at: v.number(),
    }),
  ),
  profile: v.optional(
    v.object({
      limit: v.number(),
      unit,
      numberPhases: number,
      phaseToUse: number,
      status: v.string(),
      at: v.number(),
    }),
  ),
  reservation: v.optional(
    v.object({
      active: v.boolean(),
      id: v.number(),
      idTag: v.string(),
      expiry: v.number(),
      at: v.number(),
    }),
  ),
  /** How a limit is said to it so that it takes it. */
  learned: v.optional(
    v.object({
      purpose: v.picklist(['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile']),
      profileKind: v.picklist(['Absolute', 'Relative']),
      stackLevel: v.number(),
      unit,
      wholeStation: v.boolean(),
    }),
  ),
})

/** What is stored of a connector. */
export type ConnectorDocument = v.InferOutput<typeof connectorDocument>

/** The document of a connector as it is now. */
export function describeConnector(facts: Facts, learned: ProfileVariant | undefined): unknown {
  const { status, problems, configuration, phases: wired, transaction, card } = facts
  const samples = [...facts.samples]
  return {
    version: 2,
    status,
    problems,
    configuration: configuration && [...configuration],
    phases: wired,
    samples: { at: samples[0]?.at ?? 0, text: encodeSamples(samples) },
    transaction,
    card,
    profile: facts.profile,
    reservation: facts.reservation,
    learned,
  }
}

/** Makes a connector what it was; its items are to be computed again. */
export function reviveConnector(connector: Connector, document: ConnectorDocument): void {
  const { facts } = connector
  facts.status = document.status
  facts.problems = document.problems
  facts.configuration = document.configuration && new Map(document.configuration)
  facts.phases = document.phases
  const { samples } = document
  const all = 'text' in samples ? decodeSamples(samples.text, samples.at) : samples
  for (const one of all) facts.samples.add(one)
  facts.transaction = document.transaction
  facts.card = document.card
  facts.profile = document.profile
  facts.reservation = document.reservation
  connector.changed = everyGroup
}
