import { ocppTask } from './ocpp.ts'

/** A kind of generated files. */
export interface Task {
  readonly name: string
  /** Text of each file, by its path relative to the project root. */
  outputs(): Promise<Map<string, string>>
}

/** Everything `ddf generate` writes. */
export const tasks: readonly Task[] = [ocppTask]
