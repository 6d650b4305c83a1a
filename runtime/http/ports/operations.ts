import type { OperationView } from '../../station/operation.ts'

/** What the HTTP API needs to show what stations do for longer than one answer. */
export interface OperationPort {
  /** Operations of a station, oldest first; empty where it is not known. */
  operations(station: string): readonly OperationView[]
  /** Id of the file that an operation brings or takes, if it lies here. */
  fileOfOperation(operation: OperationView): string | null
  operation(station: string, n: number): OperationView | undefined
}
