/** How much a finding weighs: an error keeps a descriptor from being used. */
export type FindingLevel = 'error' | 'warning' | 'info'

/** A finding of the descriptor checks. */
export interface Finding {
  readonly level: FindingLevel
  /** Id of the lint, or `schema` / `json`. */
  readonly rule: string
  /** What was found, what is allowed, and the nearest legal word where there is one. */
  readonly message: string
  readonly file: string
  /** 1-based; 0 when the place is unknown. */
  readonly line: number
  readonly column: number
  /** JSON path, for example `items[3].read.field`. */
  readonly path: string
  /** Key of the item it is about. */
  readonly item?: string | undefined
}

/** Whether any of the findings keeps a descriptor from being used. */
export function hasError(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.level === 'error')
}
