import * as v from 'valibot'

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const time = v.pipe(v.number(), v.finite())

/** What is remembered of a file beside its content, as it lies in the folder. */
export const storedFileSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/)),
  station: v.string(),
  /** Seen from the station: it uploads a log, it downloads firmware. */
  direction: v.picklist(['upload', 'download']),
  /** What it is called; `null` while nobody said. */
  name: v.nullable(v.string()),
  /** Bytes; `null` while there is no content. */
  size: v.nullable(v.number()),
  sha256: v.nullable(hash),
  /** ms since the epoch. */
  createdAt: time,
  completedAt: v.nullable(time),
  /** Keys by which a station gets at it, as their SHA-256, and until when, ms since the epoch. */
  keys: v.array(v.object({ hash, until: time })),
})

/** A file that a station uploads or downloads. */
export type StoredFile = Readonly<v.InferOutput<typeof storedFileSchema>>

/** Longest name kept. */
const longestName = 100

/**
 * The name of a file as it may be shown and sent on: without a path, without what a file system or a
 * header takes amiss. `undefined` when nothing is left of it. No file is ever stored under it.
 */
export function safeName(name: string): string | undefined {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const safe = last
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N} ._()+-]/gu, '_')
    .replace(/^[. ]+/, '')
    .slice(0, longestName)
    .replace(/[. ]+$/, '')
  return /[\p{L}\p{N}]/u.test(safe) ? safe : undefined
}
