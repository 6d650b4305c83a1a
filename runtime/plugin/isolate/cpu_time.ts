import { readFileSync } from 'node:fs'

/** Milliseconds a thread of this process has run on a processor; `undefined` where that is not told. */
export function cpuTime(thread: number | undefined): number | undefined {
  if (thread === undefined) return undefined
  try {
    const [nanoseconds = ''] = readFileSync(`/proc/self/task/${thread}/schedstat`, 'utf8').split(
      ' ',
    )
    return Number(nanoseconds) / 1e6
  } catch {
    return undefined
  }
}
