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
  readonly #ending = new AbortController()
  #watcher: { close(): Promise<void> } | undefined
  #begun: Promise<void> | undefined

  constructor(options: FolderWatchOptions) {
    this.#options = options
  }

  /**
   * Calls back once when changes are noticed, for those before that, and then whenever something
   * changed; and with each problem of watching, such as too many watched files. Resolves after the first
   * call, or when it is closed. What has begun is not begun again.
   */
  begin(onChange: () => void, onProblem: (problem: unknown) => void): Promise<void> {
    this.#begun ??= this.#begin(onChange, onProblem)
    return this.#begun
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#watcher?.close()
  }

  async #begin(onChange: () => void, onProblem: (problem: unknown) => void): Promise<void> {
    // Imported only when wanted, as nothing is watched before stations are served.
    const { watch } = await import('chokidar')
    const { signal } = this.#ending
    if (signal.aborted) return
    const { path, depth, isOurs } = this.#options
    const watcher = watch(path, {
      depth,
      ignoreInitial: true,
      // Editors write in several steps; half a file is not looked at.
      awaitWriteFinish: { stabilityThreshold: 60, pollInterval: 20 },
      ignored: (file, stats) => stats?.isFile() === true && !isOurs(file),
    })
    this.#watcher = watcher
    watcher.on('all', () => onChange())
    await new Promise<void>((resolve) => {
      watcher.on('ready', () => resolve())
      watcher.on('error', (problem) => {
        onProblem(problem)
        resolve()
      })
      signal.addEventListener('abort', () => resolve())
    })
    if (!signal.aborted) onChange()
  }
}
