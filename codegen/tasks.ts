import { folderTask } from './folder.ts'
import { ocppTask } from './ocpp.ts'
import { traitsTask } from './traits.ts'

/** A kind of generated files of the project itself. */
export interface Task {
  readonly name: string
  /** Text of each file, by its path relative to the project root. */
  outputs(): Promise<Map<string, string>>
}

/** What generating for a folder of descriptors gives. */
export interface FolderOutputs {
  /** Text of each file by its name in the folder; `undefined` for one that should not be there. */
  readonly files: ReadonlyMap<string, string | undefined>
  /** What kept files from being generated, a line each. */
  readonly problems: readonly string[]
}

/** A kind of generated files of a folder of descriptors. */
export interface FolderTask {
  readonly name: string
  /** @throws when the folder cannot be read */
  outputs(folder: string): Promise<FolderOutputs>
}

/** What `ddf generate` writes for any folder of descriptors. */
export const folderTasks: readonly FolderTask[] = [folderTask]

/** What it writes beside that for the folder of the project itself. */
export const tasks: readonly Task[] = [ocppTask, traitsTask]
