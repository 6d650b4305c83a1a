import { Hono } from 'hono'
import * as v from 'valibot'
import { type Keyed, NoRoom } from '../files/file_store.ts'
import { TooLarge } from '../files/folder.ts'
import { contentOf } from '../files/serve_files.ts'
import type { StoredFile } from '../files/stored_file.ts'
import type { ApiContext } from './context.ts'
import { describe, describeQuery } from './describe.ts'
import { fileSchema, fileUrlSchema, fileView, holdSchema } from './file_views.ts'
import { page, pageQuery } from './page.ts'
import type { RuntimePort } from './port.ts'
import { Problem, quoted } from './problems.ts'
import { jsonBody, requireMediaType } from './request.ts'
import { stationOf, stationPath } from './stations.ts'
import { isoTime } from './time.ts'

const binary = 'application/octet-stream'
const path = { ...stationPath, file: 'Id of the file' }

const offerQuery = v.object({
  name: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(200),
    v.description('What the station is to see the file as, for example `firmware.bin`'),
  ),
})

/** Files that stations upload and download: `/stations/:id/files` and `/stations/:id/uploads`. */
export function fileRoutes({ port, bodyLimit }: ApiContext) {
  return new Hono()
    .get(
      '/:id/files',
      describeQuery(pageQuery, {
        tag: 'Files',
        id: 'listFiles',
        summary: 'Files uploaded by, or offered to, a station',
        path: stationPath,
        answers: { 200: { description: 'Files, oldest first', schema: v.array(fileSchema) } },
        problems: ['unknown-station'],
      }),
      async (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        await port.files.open()
        const query = c.req.valid('query')
        const part = page(c, port.files.list(id), { ...query, keyOf: (file) => file.id })
        return c.json(part.map(fileView))
      },
    )
    .post(
      '/:id/files',
      describeQuery(offerQuery, {
        tag: 'Files',
        id: 'offerFile',
        summary: 'Keep a file for a station to download',
        description:
          'In a call its URL is then written as `ddf:file/<id>`, as in ' +
          '`{"location": "ddf:file/…"}` of `UpdateFirmware`.',
        path: stationPath,
        body: { [binary]: v.string() },
        answers: { 201: { description: 'The file', schema: fileSchema } },
        problems: [
          'unknown-station',
          'malformed-body',
          'too-large',
          'unsupported-media-type',
          'full',
        ],
      }),
      async (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        requireMediaType(c, (type) => type === binary, [binary])
        const { name } = c.req.valid('query')
        const content = c.req.raw.body ?? new Blob([]).stream()
        const file = await kept(port.files.offer(id, { name, content }), port)
        return c.json(fileView(file), 201)
      },
    )
    .post(
      '/:id/uploads',
      describe({
        tag: 'Files',
        id: 'makeUpload',
        summary: 'Make a URL to which a station may upload one file',
        description:
          'By PUT, or by POST of the file or of a form. In a call, `ddf:upload` stands for such a ' +
          'URL, as in `{"location": "ddf:upload"}` of `GetDiagnostics`.',
        path: stationPath,
        answers: { 201: { description: 'The URL', schema: fileUrlSchema } },
        problems: [
          'unknown-station',
          'malformed-body',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'not-possible',
        ],
      }),
      jsonBody(holdSchema, bodyLimit),
      async (c) => {
        const { id } = stationOf(port, c.req.param('id'))
        const ms = c.req.valid('json').seconds * 1000
        return c.json(urlView(port, id, await port.files.slot(id, ms)), 201)
      },
    )
    .get(
      '/:id/files/:file',
      describe({
        tag: 'Files',
        id: 'getFile',
        summary: 'The content of a file',
        path,
        answers: { 200: { description: 'The content', schema: v.string(), type: binary } },
        problems: ['unknown-station', 'unknown-file'],
      }),
      async (c) => {
        const file = await fileOf(port, c.req.param())
        if (file.completedAt === null) throw unknownFile(file.station, file.id)
        return contentOf(port.files, file, c.req.raw)
      },
    )
    .post(
      '/:id/files/:file/urls',
      describe({
        tag: 'Files',
        id: 'makeFileUrl',
        summary: 'Make a URL for the station to download an offered file',
        path,
        answers: { 201: { description: 'The URL', schema: fileUrlSchema } },
        problems: [
          'unknown-station',
          'unknown-file',
          'malformed-body',
          'too-large',
          'unsupported-media-type',
          'invalid-body',
          'not-possible',
        ],
      }),
      jsonBody(holdSchema, bodyLimit),
      async (c) => {
        const { station, id } = await fileOf(port, c.req.param())
        const keyed = await port.files.key(station, id, c.req.valid('json').seconds * 1000)
        if (keyed === undefined) throw unknownFile(station, id)
        return c.json(urlView(port, station, keyed), 201)
      },
    )
    .delete(
      '/:id/files/:file',
      describe({
        tag: 'Files',
        id: 'deleteFile',
        summary: 'Delete a file, and with it every URL of it',
        path,
        answers: { 204: { description: 'Deleted' } },
        problems: ['unknown-station', 'unknown-file'],
      }),
      async (c) => {
        await port.files.remove(await fileOf(port, c.req.param()))
        return c.body(null, 204)
      },
    )
}

async function fileOf(
  port: RuntimePort,
  { id, file }: { readonly id: string; readonly file: string },
): Promise<StoredFile> {
  const station = stationOf(port, id).id
  await port.files.open()
  const found = port.files.get(station, file)
  if (found === undefined) throw unknownFile(station, file)
  return found
}

function unknownFile(station: string, file: string): Problem {
  return new Problem('unknown-file', `Station "${station}" has no file ${quoted(file)}`)
}

/** A file that came from outside, or the problem with it. */
async function kept(work: Promise<StoredFile>, { largestFile }: RuntimePort): Promise<StoredFile> {
  try {
    return await work
  } catch (error) {
    if (error instanceof TooLarge) {
      throw new Problem('too-large', error.message, { allowed: largestFile })
    }
    if (error instanceof NoRoom) throw new Problem('full', error.message)
    throw new Problem('malformed-body', 'The file did not come whole')
  }
}

function urlView(
  port: RuntimePort,
  station: string,
  keyed: Keyed,
): v.InferOutput<typeof fileUrlSchema> {
  const url = port.fileUrl(station, keyed)
  if (url === undefined) {
    const cure = 'set "publicUrl", or wait until it connects'
    throw new Problem(
      'not-possible',
      `How station "${station}" reaches this server is unknown: ${cure}`,
    )
  }
  return { file: fileView(keyed.file), url, until: isoTime(keyed.file.keys.at(-1)?.until) }
}
