import type { StationEvent } from '../model.ts'
import { list, member, statusOf, text } from './answer.ts'
import type { HostCall } from './dialect.ts'
import { outbound } from './ocpp2_outbound.ts'
import { outletNumber } from './ocpp2_outlets.ts'
import { rules } from './ocpp2_rules.ts'
import { readName, readVariables, type Written, writtenVariables } from './ocpp2_variables.ts'
import type { MessageShape } from './shape.ts'
import { keyOf } from './variable_name.ts'
import { violations } from './violations.ts'

type Learn = (request: unknown, answer: unknown, now: number) => readonly StationEvent[] | undefined

/** What an answer tells, whoever made the call. The request was checked before it was sent. */
const learning: ReadonlyMap<string, Learn> = new Map<string, Learn>([
  ['GetVariables', (_, answer) => readVariables(answer).events],
  ['SetVariables', (request, answer) => writtenVariables(answer, writtenBy(request)).events],
  ['SetChargingProfile', profileSet],
  [
    'GetCompositeSchedule',
    (request, answer, now) => {
      const connector = outletNumber(numberAt(request, 'evseId'), 1) ?? 0
      const command = { kind: 'GetCompositeSchedule', connector, duration: 1 } as const
      return outbound.GetCompositeSchedule.decode(answer, command, now).events
    },
  ],
  ['ReserveNow', reserved],
  ['RequestStartTransaction', startAsked],
  ['GetLocalListVersion', (_, answer, now) => listRead(member(answer, 'versionNumber'), now)],
  [
    'SendLocalList',
    (request, answer, now) =>
      statusOf(answer) === 'Accepted' ? listRead(member(request, 'versionNumber'), now) : undefined,
  ],
  [
    'CancelReservation',
    (request, answer, now) => {
      const id = numberAt(request, 'reservationId')
      const command = { kind: 'CancelReservation', id } as const
      return outbound.CancelReservation.decode(answer, command, now).events
    },
  ],
])

/** What a version brings along for the calls of the host. */
export interface HostMessages<A extends string> {
  readonly requests: { readonly [K in A]: MessageShape }
  readonly answers: { readonly [K in A]: (answer: unknown) => boolean }
}

/** Every call the host may start in a version of these messages. */
export function hostCallsOf<A extends string>({
  requests,
  answers,
}: HostMessages<A>): ReadonlyMap<string, HostCall> {
  const fitting = new Map<string, (answer: unknown) => boolean>(Object.entries(answers))
  return new Map(
    Object.entries<MessageShape>(requests).map(([action, shape]) => {
      const learn = learning.get(action)
      const rule = rules.get(action)
      const call: HostCall = {
        check: (payload) => violations(shape, payload),
        demands: (payload) => rule?.(payload) ?? [],
        fits: fitting.get(action) ?? (() => false),
        learn: (request, answer, now) => learn?.(request, answer, now) ?? [],
      }
      return [action, call]
    }),
  )
}

function writtenBy(request: unknown): readonly Written[] {
  return list(member(request, 'setVariableData')).flatMap((data) => {
    const name = readName(data)
    const value = text(member(data, 'attributeValue'))
    const type = member(data, 'attributeType') ?? 'Actual'
    return name === undefined || value === undefined || type !== 'Actual'
      ? []
      : [{ key: keyOf(name), value }]
  })
}

function profileSet(request: unknown, answer: unknown, now: number) {
  const profile = member(request, 'chargingProfile')
  const [schedule] = list(member(profile, 'chargingSchedule'))
  const [period] = list(member(schedule, 'chargingSchedulePeriod'))
  const limit = member(period, 'limit')
  // A schedule of set points, as OCPP 2.1 has them, limits nothing.
  if (typeof limit !== 'number') return undefined
  const phases = member(period, 'numberPhases')
  const phase = member(period, 'phaseToUse')
  return outbound.SetChargingProfile.decode(
    answer,
    {
      kind: 'SetChargingProfile',
      connector: outletNumber(numberAt(request, 'evseId'), 1) ?? 0,
      id: numberAt(profile, 'id'),
      limit,
      unit: member(schedule, 'chargingRateUnit') === 'W' ? 'W' : 'A',
      numberPhases: typeof phases === 'number' ? phases : undefined,
      phaseToUse: typeof phase === 'number' ? phase : undefined,
      purpose: 'TxDefaultProfile',
      profileKind: 'Absolute',
      stackLevel: 0,
      start: now,
    },
    now,
  ).events
}

function reserved(request: unknown, answer: unknown, now: number) {
  return outbound.ReserveNow.decode(
    answer,
    {
      kind: 'ReserveNow',
      connector: outletNumber(numberAt(request, 'evseId'), 1) ?? 0,
      id: numberAt(request, 'id'),
      idTag: text(member(member(request, 'idToken'), 'idToken')) ?? '',
      parentIdTag: text(member(member(request, 'groupIdToken'), 'idToken')),
      expiry: Date.parse(text(member(request, 'expiryDateTime')) ?? ''),
    },
    now,
  ).events
}

function startAsked(request: unknown, answer: unknown, now: number) {
  const connector = outletNumber(numberAt(request, 'evseId'), 1) ?? 0
  const idTag = text(member(member(request, 'idToken'), 'idToken')) ?? ''
  const command = { kind: 'RemoteStartTransaction', connector, idTag } as const
  return outbound.RemoteStartTransaction.decode(answer, command, now).events
}

function listRead(version: unknown, at: number): readonly StationEvent[] | undefined {
  return typeof version === 'number' ? [{ kind: 'LocalListRead', version, at }] : undefined
}

function numberAt(value: unknown, name: string): number {
  const found = member(value, name)
  return typeof found === 'number' ? found : 0
}
