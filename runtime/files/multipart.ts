import { Readable } from 'node:stream'

/** A file as it comes. */
export interface Incoming {
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
}

/** The first file of a form (RFC 7578); rejects when there is none. */
export async function firstFile(body: ReadableStream<Uint8Array>, type: string): Promise<Incoming> {
  // Few stations send forms.
  const { Busboy } = await import('@fastify/busboy')
  return await new Promise((resolve, reject) => {
    const form = new Busboy({
      headers: { 'content-type': type },
      limits: { files: 1, fields: 20, fieldSize: 4096, headerPairs: 50 },
      isPartAFile: (_, contentType, fileName) =>
        fileName !== undefined || contentType === 'application/octet-stream',
    })
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
    let content: Readable | undefined
    const fail = (error: Error) => {
      source.destroy()
      if (content?.destroyed === false) content.destroy(error)
      reject(error)
    }
    form.on('file', (_, stream, name) => {
      content = stream
      // It may break before anybody reads it.
      stream.on('error', (error) => fail(error))
      resolve({ name: name ?? '', content: stream })
    })
    form.on('finish', () => reject(new Error('The form has no file')))
    form.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
    source.on('error', fail)
    source.pipe(form)
  })
}
