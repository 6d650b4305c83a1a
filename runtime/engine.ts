import v8 from 'node:v8'

/**
 * Has V8 make new objects always where those that soon go are collected cheaply. Call it when serving
 * begins: what Node brings compiled is not taken from then on, so that threads start slower.
 *
 * While many stations connect at once, or wait for the disk, what a message leads to lives long for
 * once. V8 takes this for the rule and makes such objects among the old ones from then on, where they
 * keep what they refer to until a full collection, long after their message. Other engines know no
 * such flag, and need none.
 */
export function keepObjectsYoung(): void {
  try {
    v8.setFlagsFromString('--no-allocation-site-pretenuring')
  } catch {
    // What it does is a matter of speed alone.
  }
}
