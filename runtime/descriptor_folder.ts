import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { DescriptorText } from './descriptor/library.ts'
import { slugOf } from './descriptor/library.ts'
import { FolderWatch } from './folder_watch.ts'

/** Longest descriptor file, bytes. */
const largest = 1024 * 1024

/** The folder with the descriptors. */
export interface DescriptorFolder {
  /** Reads all descriptors, by name. */
  read(): Promise<ReadonlyMap<string, DescriptorText>>
  /** Calls back once when changes are noticed, then whenever something changed, and with problems of watching. */
  watch(onChange: () => void, onProblem: (problem: unknown) => void): Promise<void>
  /** Puts a text in place at once, so that nobody sees half a file. */
  write(name: string, text: string): Promise<string>
  remove(name: string): Promise<void>
  close(): Promise<void>
}

/** A folder of the file system. */
export function openDescriptorFolder(path: string): DescriptorFolder {
  const watching = new FolderWatch({
    path,
    depth: 0,
    isOurs: (file) => slugOf(basename(file)) !== undefined,
  })
  const fileOf = (name: string) => join(path, `${name}.ddf.json`)
  return {
    async read() {
      const names = await readdir(path)
      const texts = await Promise.all(names.sort().map((name) => readOne(join(path, name))))
      return new Map(texts.flatMap((entry) => (entry === undefined ? [] : [entry])))
    },
    watch: (onChange, onProblem) => watching.begin(onChange, onProblem),
    async write(name, text) {
      await mkdir(path, { recursive: true })
      const partial = join(path, `.${name}.ddf.json.part`)
      await writeFile(partial, text)
      await rename(partial, fileOf(name))
      return fileOf(name)
    },
    remove: (name) => rm(fileOf(name), { force: true }),
    close: () => watching.close(),
  }
}

async function readOne(file: string): Promise<[string, DescriptorText] | undefined> {
  const slug = slugOf(basename(file))
  if (slug === undefined) return undefined
  try {
    const { size } = await stat(file)
    const text = size > largest ? tooLarge : await readFile(file, 'utf8')
    return [slug, { file, text }]
  } catch (error) {
    // It went away while the folder was read: the watcher tells.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    // No descriptor either; the check of it says so, and what was right before stays in use.
    return [slug, { file, text: JSON.stringify(`The file cannot be read: ${String(error)}`) }]
  }
}

/** No descriptor; the check of it says that it is none. */
const tooLarge = '"The file is larger than 1 MiB"'
