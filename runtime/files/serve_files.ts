import type { Log } from '../log.ts'
import { percentDecoded } from '../percent_decoded.ts'
import { type FileStore, NoRoom } from './file_store.ts'
import { TooLarge } from './folder.ts'
import { firstFile, type Incoming } from './multipart.ts'
import { rangeOf } from './range.ts'
import type { StoredFile } from './stored_file.ts'

/** Where the files lie in a URL. */
export const filesPath = '/files/'

/** The key in the URL of a file: `/files/<key>` or `/files/<key>/<name>`. */
const place = /^\/files\/([0-9a-f]{32})(?:\/([^/]*))?$/

/** The key in a URL, if it is the URL of a file. */
export function keyIn(url: string): string | undefined {
  return placeIn(url)?.[1]
}

/**
 * Serves files to stations: GET and HEAD with ranges, PUT, and POST of the bare file or of a form.
 * The key in the path is all the authorization there is, so nothing else is served, and nobody is
 * told what a wrong key lacks.
 */
export function serveFiles(
  store: FileStore,
  { log }: { readonly log: Log },
): (request: Request) => Promise<Response> {
  return async (request) => {
    const [, key, name = ''] = placeIn(request.url) ?? []
    if (key === undefined) return says(404, 'There is nothing here')
    await store.open()
    try {
      switch (request.method) {
        case 'GET':
        case 'HEAD':
          return download(store, { key, request })
        case 'PUT':
        case 'POST':
          return await upload(store, { key, name: percentDecoded(name), request })
        default:
          return says(405, 'Files are got, put or posted', { allow: 'GET, HEAD, PUT, POST' })
      }
    } catch (error) {
      if (error instanceof TooLarge) return says(413, error.message)
      if (error instanceof NoRoom) return says(507, error.message)
      log.warn({ error }, 'A file could not be taken')
      return says(400, 'The file did not come whole')
    }
  }
}

function download(
  store: FileStore,
  { key, request }: { readonly key: string; readonly request: Request },
): Response {
  const file = store.byKey(key)
  if (file === undefined || file.direction !== 'download') return says(404, 'There is nothing here')
  return contentOf(store, file, request)
}

/** A file, or the part of it that is asked for, as an answer. */
export function contentOf(store: FileStore, file: StoredFile, request: Request): Response {
  const size = file.size ?? 0
  const etag = `"${file.sha256}"`
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name ?? file.id)}`,
    'content-type': 'application/octet-stream',
    etag,
    'x-content-type-options': 'nosniff',
  })
  const condition = request.headers.get('if-range')
  const isSame = condition === null || condition === etag
  const span = isSame ? rangeOf(request.headers.get('range'), size) : undefined
  if (span === null) {
    headers.set('content-range', `bytes */${size}`)
    return new Response(null, { status: 416, headers })
  }
  const { from, to } = span ?? { from: 0, to: size - 1 }
  headers.set('content-length', String(to - from + 1))
  if (span !== undefined) headers.set('content-range', `bytes ${from}-${to}/${size}`)
  const body = request.method === 'HEAD' ? null : store.read(file, { from, to })
  return new Response(body, { status: span === undefined ? 200 : 206, headers })
}

async function upload(
  store: FileStore,
  {
    key,
    name,
    request,
  }: { readonly key: string; readonly name: string; readonly request: Request },
): Promise<Response> {
  const slot = store.byKey(key)
  // Before anything is read of what may be gigabytes.
  if (slot?.direction !== 'upload') return says(404, 'There is nothing here')
  if (slot.completedAt !== null) return says(409, 'The file is here already')
  const { name: said, content } = await incoming(request)
  const received = await store.receive(key, { name: said === '' ? name : said, content })
  if (received === 'unknown') return says(404, 'There is nothing here')
  if (received === 'used') return says(409, 'The file is here already')
  if (received === 'busy') return says(409, 'The file is being sent')
  return says(201, `${received.size} bytes`)
}

async function incoming({ headers, body }: Request): Promise<Incoming> {
  const type = headers.get('content-type') ?? ''
  const content = body ?? new Blob([]).stream()
  if (/^\s*multipart\/form-data\b/i.test(type)) return await firstFile(content, type)
  const [, quoted] = /filename="?([^";]+)"?/i.exec(headers.get('content-disposition') ?? '') ?? []
  return { name: quoted ?? '', content }
}

function says(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
  })
}

/** Key and name in a URL, if it is the URL of a file; one with a broken host is none. */
function placeIn(url: string): RegExpExecArray | undefined {
  try {
    return place.exec(new URL(url).pathname) ?? undefined
  } catch {
    return undefined
  }
}
