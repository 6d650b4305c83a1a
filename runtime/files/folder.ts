import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import * as v from 'valibot'
import { type StoredFile, storedFileSchema } from './stored_file.ts'

/** More came than is allowed. */
export class TooLarge extends Error {}

/** Bytes from here to there, both included. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The folder of the files: their contents, named by id, and what is remembered of each. */
export class FileFolder {
  readonly #isTemporary: boolean
  #path: string

  /** @param path where it lies; without one, in a place that goes with the process */
  constructor(path: string | undefined) {
    this.#isTemporary = path === undefined
    this.#path = path ?? ''
  }

  /** Makes the folder where there is none, and reads what is remembered; half contents are removed. */
  async open(): Promise<readonly StoredFile[]> {
    if (this.#isTemporary) this.#path = await mkdtemp(join(tmpdir(), 'ddf-files-'))
    await mkdir(this.#path, { recursive: true, mode: 0o700 })
    const found: StoredFile[] = []
    for (const name of await readdir(this.#path)) {
      if (name.endsWith('.part')) await rm(join(this.#path, name), { force: true })
      if (!name.endsWith('.json')) continue
      const file = await read(join(this.#path, name))
      if (file !== undefined && name === `${file.id}.json`) found.push(file)
    }
    return found
  }

  /** Remembers a file. */
  async remember(file: StoredFile): Promise<void> {
    const path = this.#of(file.id, 'json')
    await writeFile(`${path}.part`, JSON.stringify(file), { mode: 0o600 })
    await rename(`${path}.part`, path)
  }

  /**
   * Keeps a content, whole or not at all.
   * @throws TooLarge when it has more than `limit` bytes
   */
  async write(
    id: string,
    content: AsyncIterable<Uint8Array>,
    limit: number,
  ): Promise<{ readonly size: number; readonly sha256: string }> {
    const path = this.#of(id, 'part')
    const hash = createHash('sha256')
    const handle = await open(path, 'w', 0o600)
    let size = 0
    try {
      for await (const chunk of content) {
        size += chunk.byteLength
        if (size > limit) throw new TooLarge(`The file has more than ${limit} bytes`)
        hash.update(chunk)
        await handle.writeFile(chunk)
      }
      await handle.sync()
    } catch (error) {
      await handle.close()
      await rm(path, { force: true })
      throw error
    }
    await handle.close()
    await rename(path, this.#of(id, 'bin'))
    return { size, sha256: hash.digest('hex') }
  }

  /** A content, or a part of it. */
  read(id: string, { from, to }: Span): ReadableStream<Uint8Array> {
    if (to < from) return new Blob([]).stream()
    const stream = createReadStream(this.#of(id, 'bin'), { start: from, end: to })
    return Readable.toWeb(stream) as ReadableStream<Uint8Array>
  }

  /** Removes a file. */
  async remove(id: string): Promise<void> {
    for (const kind of ['bin', 'json'] as const) await rm(this.#of(id, kind), { force: true })
  }

  /** Removes the whole folder where it goes with the process. */
  async close(): Promise<void> {
    if (this.#isTemporary) await rm(this.#path, { recursive: true, force: true })
  }

  #of(id: string, kind: 'bin' | 'json' | 'part'): string {
    return join(this.#path, `${id}.${kind}`)
  }
}

/** What is no record of a file is left alone. */
async function read(path: string): Promise<StoredFile | undefined> {
  try {
    const parsed = v.safeParse(storedFileSchema, JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
