const second = 1000
const units = {
  D: 86_400 * second,
  H: 3600 * second,
  M: 60 * second,
  S: second,
  W: 604_800 * second,
}
const form = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/**
 * A length of time as seconds (`900`) or as ISO 8601 (`PT15M`, `P1D`; months and years have none), in
 * ms; `undefined` when it is neither, or nothing.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text) * second || undefined
  const found = form.exec(text)
  if (found === null) return undefined
  const [, weeks, days, hours, minutes, seconds] = found.map((part) => Number(part ?? 0))
  const { W, D, H, M, S } = units
  const length =
    (weeks ?? 0) * W + (days ?? 0) * D + (hours ?? 0) * H + (minutes ?? 0) * M + (seconds ?? 0) * S
  return length || undefined
}
