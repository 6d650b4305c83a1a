/** What is watched of a folder. */
export interface FolderWatchOptions {
  readonly path: string
  /** How many folders deep. */
  readonly depth: number
  /** Whether a file, by its path, is looked at. */
  isOurs(file: string): boolean
}

/** Tells when files of a folder change. */
export class FolderWatch {
  readonly #options: FolderWatchOptions
  readonly #watchers: { close(): Promise<void> }[] = []
  #closed = false

  constructor(options: FolderWatchOptions) {
    this.#options = options
  }

  /** Calls back whenever something changed; resolves when changes are noticed. */
  async begin(onChange: () => void): Promise<void> {
    // Imported only when wanted, as nothing is watched before stations are served.
    const { watch } = await import('chokidar')
    if (this.#closed) return
    const { path, depth, isOurs } = this.#options
    const watcher = watch(path, {
      depth,
      ignoreInitial: true,
      // Editors write in several steps; half a file is not looked at.
      awaitWriteFinish: { stabilityThreshold: 60, pollInterval: 20 },
      ignored: (file, stats) => stats?.isFile() === true && !isOurs(file),
    })
    this.#watchers.push(watcher)
    watcher.on('all', () => onChange())
    await new Promise<void>((resolve) => {
      watcher.on('ready', () => resolve())
      watcher.on('error', () => resolve())
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#watchers.map((watcher) => watcher.close()))
  }
}
