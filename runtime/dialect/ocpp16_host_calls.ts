import type { StationEvent } from '../model.ts'
import { member, statusOf } from './answer.ts'
import type { HostCall } from './dialect.ts'
import { outboundShapes } from './generated/ocpp16.shapes.gen.ts'
import type { Ocpp16Messages } from './generated/ocpp16.types.gen.ts'
import { inbound } from './generated/ocpp16.validators.gen.ts'
import { outbound } from './ocpp16_outbound.ts'
import { rules } from './ocpp16_rules.ts'
import { type Violation, violations } from './violations.ts'

type Action = keyof typeof outboundShapes
type Learn<A extends Action> = (
  request: Ocpp16Messages[A]['request'],
  answer: unknown,
  now: number,
) => readonly StationEvent[] | undefined

/** What an answer tells, whoever made the call. The request was checked before it was sent. */
const learning: { readonly [A in Action]?: Learn<A> } = {
  GetConfiguration: (_, answer, now) =>
    outbound.GetConfiguration.decode(answer, { kind: 'GetConfiguration', keys: [] }, now).events,
  ChangeConfiguration: (request, answer, now) =>
    outbound.ChangeConfiguration.decode(answer, { kind: 'ChangeConfiguration', ...request }, now)
      .events,
  RemoteStartTransaction: ({ connectorId: connector = 0, idTag }, answer, now) =>
    outbound.RemoteStartTransaction.decode(
      answer,
      { kind: 'RemoteStartTransaction', connector, idTag },
      now,
    ).events,
  GetCompositeSchedule: ({ connectorId: connector, duration }, answer, now) =>
    outbound.GetCompositeSchedule.decode(
      answer,
      { kind: 'GetCompositeSchedule', connector, duration },
      now,
    ).events,
  ReserveNow: ({ connectorId, reservationId, idTag, parentIdTag, expiryDate }, answer, now) =>
    outbound.ReserveNow.decode(
      answer,
      {
        kind: 'ReserveNow',
        connector: connectorId,
        id: reservationId,
        idTag,
        parentIdTag,
        expiry: Date.parse(expiryDate),
      },
      now,
    ).events,
  CancelReservation: ({ reservationId }, answer, now) =>
    outbound.CancelReservation.decode(answer, { kind: 'CancelReservation', id: reservationId }, now)
      .events,
  GetLocalListVersion: (_, answer, now) => {
    const version = member(answer, 'listVersion')
    return typeof version === 'number' ? [{ kind: 'LocalListRead', version, at: now }] : undefined
  },
  SendLocalList: ({ listVersion: version }, answer, now) =>
    statusOf(answer) === 'Accepted' ? [{ kind: 'LocalListRead', version, at: now }] : undefined,
  SetChargingProfile: ({ connectorId, csChargingProfiles: profile }, answer, now) => {
    const { chargingSchedule: schedule } = profile
    const [first] = schedule.chargingSchedulePeriod
    if (first === undefined) return undefined
    return outbound.SetChargingProfile.decode(
      answer,
      {
        kind: 'SetChargingProfile',
        connector: connectorId,
        id: profile.chargingProfileId,
        limit: first.limit,
        unit: schedule.chargingRateUnit,
        numberPhases: first.numberPhases,
        purpose: profile.chargingProfilePurpose,
        profileKind: profile.chargingProfileKind === 'Relative' ? 'Relative' : 'Absolute',
        stackLevel: profile.stackLevel,
        start: now,
      },
      now,
    ).events
  },
}

const fitting: ReadonlyMap<string, (answer: unknown) => boolean> = new Map(
  Object.entries(inbound.responses),
)

/** Every call the host may start in OCPP 1.6, with the security extension. */
export const hostCalls: ReadonlyMap<string, HostCall> = new Map(
  Object.entries(outboundShapes).map(([action, shape]) => {
    const learn = learnerOf(action)
    const rule = ruleOf(action)
    return [
      action,
      {
        check: (payload: unknown) => violations(shape, payload),
        demands: (payload) => rule?.(payload as never) ?? [],
        fits: fitting.get(action) ?? (() => false),
        learn: (request, answer, now) => learn?.(request as never, answer, now) ?? [],
      } satisfies HostCall,
    ]
  }),
)

/** The type system cannot tie the name of an action to the type of its request. */
function learnerOf(action: string): Learn<never> | undefined {
  return Object.hasOwn(learning, action) ? (learning[action as Action] as never) : undefined
}

function ruleOf(action: string): ((payload: never) => readonly Violation[]) | undefined {
  return Object.hasOwn(rules, action) ? (rules[action as Action] as never) : undefined
}
