/** What a station does for longer than one answer, and tells of by and by. */
export const operationKinds = [
  'firmware',
  'firmware-publishing',
  'log',
  'report',
  'monitoring-report',
  'customer-information',
  'display-messages',
  'charging-profiles',
  'grid-controls',
  'certificate',
] as const
/** One of {@link operationKinds}. */
export type OperationKind = (typeof operationKinds)[number]

/**
 * How an operation stands: `asked` while the station has not answered, `refused` when it does not
 * begin, `canceled` when another took its place, `lost` when the station booted meanwhile or told
 * nothing more of it.
 */
export const operationStates = [
  'asked',
  'running',
  'done',
  'failed',
  'refused',
  'unanswered',
  'canceled',
  'lost',
] as const
/** One of {@link operationStates}. */
export type OperationState = (typeof operationStates)[number]

/** What a station tells of an operation. */
export interface OperationNews {
  readonly kind: OperationKind
  /** The number that the host gave the operation, where the message says it. */
  readonly request?: number | undefined
  /** The word of the station. */
  readonly status?: string | undefined
  /** How it ended by that; absent while it goes on. */
  readonly end?: 'done' | 'failed' | undefined
  /** Whether it says that nothing of the kind goes on. */
  readonly isIdle?: boolean
  /** Entries of a part of what was asked for; absent where the message carries no part. */
  readonly part?: readonly unknown[] | undefined
}
