import * as v from 'valibot'
import type { StoredFile } from '../files/stored_file.ts'
import { isoTime } from './time.ts'

/** A file of a station. */
export const fileSchema = v.pipe(
  v.object({
    id: v.string(),
    direction: v.pipe(
      v.picklist(['upload', 'download']),
      v.description('Seen from the station: it uploads a log, it downloads firmware'),
    ),
    name: v.nullable(v.string()),
    size: v.pipe(v.nullable(v.number()), v.description('Bytes; null while it was not uploaded')),
    sha256: v.nullable(v.string()),
    createdAt: v.nullable(v.string()),
    completedAt: v.nullable(v.string()),
  }),
  v.metadata({ ref: 'StationFile' }),
)

/** Where a station gets at a file. */
export const fileUrlSchema = v.pipe(
  v.object({
    file: fileSchema,
    url: v.pipe(v.string(), v.description('For the station alone; whoever has it may use it')),
    until: v.nullable(v.string()),
  }),
  v.metadata({ ref: 'StationFileUrl' }),
)

/** How long a URL holds. */
export const holdSchema = v.pipe(
  v.object({
    seconds: v.optional(
      v.pipe(
        v.number(),
        v.minValue(60),
        v.maxValue(2_592_000),
        v.description('How long the URL holds; by default a day'),
      ),
      86_400,
    ),
  }),
  v.metadata({ ref: 'FileHold' }),
)

/** A file as the API shows it. */
export function fileView(file: StoredFile): v.InferOutput<typeof fileSchema> {
  const { id, direction, name, size, sha256, createdAt, completedAt } = file
  return {
    id,
    direction,
    name,
    size,
    sha256,
    createdAt: isoTime(createdAt),
    completedAt: isoTime(completedAt),
  }
}
