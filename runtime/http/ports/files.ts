import type { FileStore, Keyed } from '../../files/file_store.ts'

/** What the HTTP API needs to keep files for stations. */
export interface FilePort {
  readonly files: FileStore
  /** Largest file, bytes. */
  readonly largestFile: number
  /**
   * The URL under which a station gets at a file; `undefined` while neither a setting nor a
   * connection of the station tells how it reaches this server.
   */
  fileUrl(station: string, keyed: Keyed): string | undefined
}
