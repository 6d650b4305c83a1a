/** Units an item may have; OCPP units are converted to them. */
export const itemUnits = [
  'V',
  'A',
  'W',
  'kW',
  'Wh',
  'kWh',
  's',
  'min',
  '%',
  'Hz',
  '°C',
  'var',
  'VA',
] as const
/** One of {@link itemUnits}. */
export type ItemUnit = (typeof itemUnits)[number]

/** Types an item may have; `datetime` is ISO 8601 UTC text. */
export const itemTypes = ['boolean', 'integer', 'number', 'string', 'datetime'] as const
/** One of {@link itemTypes}. */
export type ItemType = (typeof itemTypes)[number]

/** Phase words a `read` may use; `L1-N` counts as `L1`. */
export const phaseWords = [
  'L1',
  'L2',
  'L3',
  'N',
  'L1-N',
  'L2-N',
  'L3-N',
  'L1-L2',
  'L2-L3',
  'L3-L1',
] as const

/** How the samples of several phases become one value. */
export const reducers = ['sum', 'mean', 'min', 'max', 'count'] as const

/** Fields of a status report. */
export const statusFields = [
  'status',
  'errorCode',
  'vendorErrorCode',
  'info',
  'vendorId',
  'timestamp',
] as const

/** Fields of a transaction. */
export const transactionFields = [
  'active',
  'id',
  'idTag',
  'energy',
  'meterStart',
  'meterStop',
  'startedAt',
  'stoppedAt',
  'stopReason',
  'numberOfPhasesUsed',
  'operationMode',
] as const

/** Fields of an authorization. */
export const authorizeFields = ['idTag', 'status', 'authorized', 'unknownIdTag', 'at'] as const

/** Fields of the profile accepted last. */
export const profileFields = [
  'limit',
  'limitInForce',
  'numberPhases',
  'phaseToUse',
  'status',
] as const

/** Fields of a station's identity. */
export const bootFields = [
  'chargePointVendor',
  'chargePointModel',
  'chargePointSerialNumber',
  'chargeBoxSerialNumber',
  'firmwareVersion',
  'meterType',
  'meterSerialNumber',
  'iccid',
  'imsi',
] as const

/** Fields of a reservation. */
export const reservationFields = ['active', 'id', 'idTag', 'expiryDate'] as const

/** Fields of the link to a station. */
export const connectionFields = [
  'chargePointId',
  'connectorId',
  'online',
  'quality',
  'messages',
  'lastSeen',
  'ocppVersion',
] as const
