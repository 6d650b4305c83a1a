import type { LimitFact, ProfileFact } from '../../model.ts'

/** The limits of one connector; 0 is the station itself. */
export interface ConnectorLimits {
  readonly connector: number
  /** What the host said and the station took, last. */
  readonly accepted: ProfileFact | undefined
  /** What the station reported. */
  readonly reported: readonly LimitFact[]
}

/** What became of asking for the limit in force. */
export type LimitRead =
  | { readonly kind: 'read' }
  | { readonly kind: 'refused'; readonly status: string; readonly detail?: string | undefined }
  | { readonly kind: 'offline'; readonly replaced?: boolean | undefined }
  | { readonly kind: 'timeout' }

/** What the HTTP API needs to show limits. */
export interface LimitPort {
  /** Limits of a station by connector; only of connectors that have any. */
  limits(station: string): readonly ConnectorLimits[]
  /** Asks a station which limit holds now on a connector. */
  readLimit(station: string, connector: number): Promise<LimitRead>
}
