import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FileStore } from '../files/file_store.ts'
import { serveFiles } from '../files/serve_files.ts'
import type { Log } from '../log.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Answers requests of stations for files. What does it is loaded with the first: most never ask. */
export function fileRequests(files: FileStore, { log }: { readonly log: Log }): Answer {
  let loading: Promise<Answer> | undefined
  return (request, response) => {
    loading ??= load(files, { log })
    loading.then(
      (answer) => answer(request, response),
      (error) => {
        log.error({ error }, 'Files cannot be served')
        response.writeHead(500).end()
      },
    )
  }
}

async function load(files: FileStore, { log }: { readonly log: Log }): Promise<Answer> {
  const { getRequestListener } = await import('@hono/node-server')
  return getRequestListener(serveFiles(files, { log }))
}
