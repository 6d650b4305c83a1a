/** What a field of an operation takes; `any` is any scalar, `word` one of `words`. */
export type FieldKind = 'text' | 'number' | 'integer' | 'boolean' | 'time' | 'word' | 'any'

/** One field that `with` may hold. */
export interface OperationField {
  readonly kind: FieldKind
  /** Words it takes: all it takes when `kind` is `word`, else beside it. */
  readonly words?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  /** The host cannot fill it in by itself. */
  readonly required?: true
}

/** The fields of one operation by name, in OCPP 1.6 words. */
export type OperationFields = Readonly<Record<string, OperationField>>

const connectorId: OperationField = { kind: 'integer', minimum: 0 }
const purposes = ['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'] as const

/**
 * Operations a `write` may name, with the fields of `with`. What is not required and left out is
 * filled in by the host: the device's connector, its running transaction, its reservation, a stack
 * level, the unit that the station takes.
 */
export const operations = {
  SetChargingProfile: {
    limit: { kind: 'number', minimum: 0, required: true },
    chargingRateUnit: { kind: 'word', words: ['auto', 'A', 'W'] },
    chargingProfilePurpose: { kind: 'word', words: purposes },
    chargingProfileKind: { kind: 'word', words: ['Absolute', 'Relative'] },
    stackLevel: { kind: 'integer', minimum: 0, words: ['max'] },
    numberPhases: { kind: 'integer', minimum: 1, maximum: 3 },
    /** Of one phase alone; 0 = the station chooses. */
    phaseToUse: { kind: 'integer', minimum: 0, maximum: 3 },
    transactionId: { kind: 'any' },
    connectorId,
  },
  ClearChargingProfile: {
    chargingProfilePurpose: { kind: 'word', words: purposes },
    connectorId,
  },
  RemoteStartTransaction: { idTag: { kind: 'text', required: true }, connectorId },
  RemoteStopTransaction: { transactionId: { kind: 'any' } },
  ChangeAvailability: {
    type: { kind: 'word', words: ['Operative', 'Inoperative'], required: true },
    connectorId,
  },
  ChangeConfiguration: {
    key: { kind: 'text', required: true },
    value: { kind: 'any', required: true },
  },
  UnlockConnector: { connectorId },
  Reset: { type: { kind: 'word', words: ['Soft', 'Hard'], required: true } },
  ReserveNow: {
    idTag: { kind: 'text', required: true },
    expiryDate: { kind: 'time', required: true },
    reservationId: { kind: 'integer', minimum: 0 },
    parentIdTag: { kind: 'text' },
    connectorId,
  },
  CancelReservation: { reservationId: { kind: 'integer', minimum: 0 } },
  TriggerMessage: {
    requestedMessage: {
      kind: 'word',
      words: [
        'BootNotification',
        'DiagnosticsStatusNotification',
        'FirmwareStatusNotification',
        'Heartbeat',
        'MeterValues',
        'StatusNotification',
      ],
      required: true,
    },
    connectorId,
  },
  DataTransfer: {
    vendorId: { kind: 'text', required: true },
    messageId: { kind: 'text' },
    data: { kind: 'any' },
  },
  /** The host's own card policy: whether a card must be known. */
  Authorization: { required: { kind: 'boolean', required: true } },
  /** Only remembered. */
  Item: { value: { kind: 'any' } },
} as const satisfies Readonly<Record<string, OperationFields>>

/** Name of an operation a `write` may name. */
export type OperationName = keyof typeof operations

/** The fields of an operation; none for a name that is no operation. */
export function fieldsOf(operation: string): OperationFields {
  return Object.hasOwn(table, operation) ? (table[operation] ?? {}) : {}
}

const table: Readonly<Record<string, OperationFields>> = operations
