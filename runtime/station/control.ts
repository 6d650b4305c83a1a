import type { Operation } from '../descriptor/write.ts'
import {
  type Command,
  calledBy,
  type Facts,
  type ItemValue,
  type SetProfile,
  type TransactionId,
} from '../model.ts'
import type { WrittenPolicy } from './card_rules.ts'

/** A limit that the profile ladder has to say to the station. */
export interface LimitWish {
  readonly kind: 'Limit'
  readonly connector: number
  readonly limit: number
  /** Unit of `limit`; the ladder converts it to what the station takes. */
  readonly limitUnit: 'A' | 'W'
  readonly unit: 'A' | 'W' | 'auto'
  readonly purpose?: SetProfile['purpose'] | undefined
  readonly profileKind?: SetProfile['profileKind'] | undefined
  readonly stackLevel: number | 'max'
  readonly numberPhases?: number | undefined
  readonly phaseToUse?: number | undefined
}

/** What an operation asks for: a command, a limit, or something the host does by itself. */
export type Wish =
  | Command
  | LimitWish
  | { readonly kind: 'CardPolicy'; readonly policy: WrittenPolicy }
  | { readonly kind: 'Remember'; readonly value: ItemValue }
  /** Something the operation needs is missing now. */
  | { readonly kind: 'Impossible'; readonly detail: string }

/** What the operations need to know beyond their fields. */
export interface WishContext {
  readonly facts: Facts
  /** The item written, and its value. */
  readonly written: { readonly key: string; readonly value: ItemValue }
  /** Unit of the item written. */
  readonly itemUnit: string | undefined
  /** A reservation id that is not in use. */
  newId(): number
}

/** What an operation of a descriptor asks for. */
export function wishOf(operation: Operation, context: WishContext): Wish {
  return wishes[operation.to](new Fields(operation, context), context)
}

type Maker = (fields: Fields, context: WishContext) => Wish

const wishes: Readonly<Record<Operation['to'], Maker>> = {
  SetChargingProfile: limit,
  ClearChargingProfile: (f) => ({
    kind: 'ClearChargingProfile',
    connector: f.connector(),
    purpose: f.text('chargingProfilePurpose'),
  }),
  RemoteStartTransaction: (f) => {
    const idTag = f.text('idTag')
    if (idTag === undefined) return { kind: 'Impossible', detail: 'No card is given' }
    return { kind: 'RemoteStartTransaction', connector: f.connector(), idTag }
  },
  RemoteStopTransaction: (f, { facts }) => {
    const running = facts.transaction?.active === true ? calledBy(facts.transaction) : undefined
    const transaction = f.transaction() ?? running
    if (transaction === undefined) {
      return { kind: 'Impossible', detail: 'No transaction runs on this connector' }
    }
    return { kind: 'RemoteStopTransaction', transaction }
  },
  ChangeAvailability: (f) => ({
    kind: 'ChangeAvailability',
    connector: f.connector(),
    operative: f.text('type') !== 'Inoperative',
  }),
  ChangeConfiguration: (f) => ({
    kind: 'ChangeConfiguration',
    key: f.text('key') ?? '',
    value: f.text('value') ?? '',
  }),
  UnlockConnector: (f) => ({ kind: 'UnlockConnector', connector: f.connector() }),
  Reset: (f) => ({ kind: 'Reset', hard: f.text('type') === 'Hard' }),
  ReserveNow: (f, { newId }) => {
    const expiry = Date.parse(f.text('expiryDate') ?? '')
    if (Number.isNaN(expiry)) return { kind: 'Impossible', detail: 'The expiry is no time' }
    return {
      kind: 'ReserveNow',
      connector: f.connector(),
      id: f.number('reservationId') ?? newId(),
      idTag: f.text('idTag') ?? '',
      parentIdTag: f.text('parentIdTag'),
      expiry,
    }
  },
  CancelReservation: (f, { facts }) => {
    const id = f.number('reservationId') ?? facts.reservation?.id
    if (id === undefined) return { kind: 'Impossible', detail: 'This connector is not reserved' }
    return { kind: 'CancelReservation', id }
  },
  TriggerMessage: (f) => ({
    kind: 'TriggerMessage',
    message: f.text('requestedMessage') ?? '',
    connector: f.connector(),
  }),
  DataTransfer: (f) => ({
    kind: 'DataTransfer',
    vendorId: f.text('vendorId') ?? '',
    messageId: f.text('messageId'),
    data: f.text('data'),
  }),
  Authorization: (f, { written }) => ({
    kind: 'CardPolicy',
    policy: { knownOnly: f.flag('required'), ...written },
  }),
  Item: (f) => ({ kind: 'Remember', value: f.get('value') ?? f.operation.value }),
}

/** Factors to the units that a charging schedule knows. */
const scheduleUnits: Readonly<Record<string, { unit: 'A' | 'W'; factor: number }>> = {
  A: { unit: 'A', factor: 1 },
  W: { unit: 'W', factor: 1 },
  VA: { unit: 'W', factor: 1 },
  kW: { unit: 'W', factor: 1000 },
}

function limit(f: Fields, { itemUnit }: WishContext): Wish {
  const value = f.number('limit')
  if (value === undefined) return { kind: 'Impossible', detail: 'The limit is no number' }
  const wanted = f.text('chargingRateUnit')
  const said = scheduleUnits[itemUnit ?? '']
  const limitUnit = said?.unit ?? (wanted === 'W' ? 'W' : 'A')
  const stackLevel = f.number('stackLevel')
  return {
    kind: 'Limit',
    connector: f.connector(),
    limit: value * (said?.factor ?? 1),
    limitUnit,
    unit: wanted === 'A' || wanted === 'W' ? wanted : 'auto',
    purpose: purposeOf(f.text('chargingProfilePurpose')),
    profileKind: kindOf(f.text('chargingProfileKind')),
    stackLevel: stackLevel ?? 'max',
    numberPhases: f.number('numberPhases'),
    phaseToUse: f.number('phaseToUse') || undefined,
  }
}

function purposeOf(word: string | undefined): SetProfile['purpose'] | undefined {
  return word === 'TxDefaultProfile' || word === 'TxProfile' || word === 'ChargePointMaxProfile'
    ? word
    : undefined
}

function kindOf(word: string | undefined): SetProfile['profileKind'] | undefined {
  return word === 'Absolute' || word === 'Relative' ? word : undefined
}

/** Typed looks at the fields of an operation. */
class Fields {
  readonly operation: Operation
  readonly #connector: number

  constructor(operation: Operation, context: WishContext) {
    this.operation = operation
    this.#connector = context.facts.connector
  }

  get(name: string): ItemValue | undefined {
    return this.operation.fields.get(name)
  }

  text(name: string): string | undefined {
    const value = this.get(name)
    return value === undefined ? undefined : String(value)
  }

  number(name: string): number | undefined {
    const value = this.get(name)
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined
  }

  flag(name: string): boolean {
    const value = this.get(name)
    return value === true || value === 1 || value === 'true' || value === '1'
  }

  connector(): number {
    return this.number('connectorId') ?? this.#connector
  }

  transaction(): TransactionId | undefined {
    const value = this.get('transactionId')
    return typeof value === 'boolean' ? undefined : value
  }
}
