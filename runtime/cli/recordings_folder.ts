import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { codeOf } from './read_settings.ts'

/**
 * Makes sure of the folder of recordings.
 * @returns why it cannot be used, `undefined` when it can
 */
export function prepareRecordings(folder: string): string | undefined {
  const refuse = (reason: string) => `Cannot record into ${folder}: ${reason}; correct --record`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!statSync(folder).isDirectory()) return refuse('it is no folder')
    accessSync(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return refuse(reasons[codeOf(error)] ?? String(error))
  }
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'it is no folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it lies on a file system that cannot be written to',
}
