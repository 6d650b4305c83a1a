/** That a message of a transaction came: what most messages say of it besides their values. */
export interface Progress {
  /** The number that the station gave its message. */
  readonly order: number
  /** ms since the epoch. */
  readonly at: number
}

/**
 * Progress as text that stands before the samples of its message: `#17`, or `#17~-500` where the
 * message is from another moment than they are, by ms. Samples have neither character, so that who
 * reads only these skips it.
 * @param at of the reading, ms since the epoch
 */
export function encodeProgress(progress: Progress, at: number): string {
  const since = progress.at - at
  return since === 0 ? `#${progress.order}` : `#${progress.order}~${since}`
}

/** The progress in the text of a reading of that time, if there is any. */
export function decodeProgress(text: string, at: number): Progress | undefined {
  const [, order, since = '0'] = token.exec(text) ?? []
  return order === undefined ? undefined : { order: Number(order), at: at + Number(since) }
}

const token = /^#(-?\d+)(?:~(-?\d+(?:\.\d+)?))?/
