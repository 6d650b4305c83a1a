import { constants } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Claim } from '../security/gate.ts'
import type { Revocations } from '../security/x509.ts'
import type { TlsSource } from './listener.ts'

/** Files that TLS needs; those of authorities and revocations count when they are there. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
  readonly authorities: readonly string[]
  readonly revocations: readonly string[]
}

/** TLS cannot be spoken; the message says why, and names the file. */
export class TlsError extends Error {
  override readonly name = 'TlsError'
}

/** TLS by files, which are read anew when they change. */
export interface Tls extends TlsSource {
  /** What a connection shows of a client certificate; `undefined` when nothing. */
  certificate(socket: TLSSocket): Claim['certificate']
  close(): Promise<void>
}

interface Content {
  readonly context: SecureContextOptions
  readonly revocations: Revocations | undefined
}

/** ms for which files must be left alone: certificate and key are rarely written at once. */
const quiet = 200

/** Reads the files, and keeps them in view. @throws TlsError */
export async function openTls(
  files: TlsFiles,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<Tls> {
  // Most servers speak no TLS.
  const { watch } = await import('chokidar')
  let content = await read(files)
  let timer: Timer | undefined
  const listeners = new Set<(context: SecureContextOptions) => void>()
  const reload = async () => {
    try {
      content = await read(files)
      for (const listener of listeners) listener(content.context)
      log.info({ file: files.certificate }, 'Certificates were read anew')
    } catch (error) {
      log.error({ error }, 'Certificates cannot be read; those before stay in use')
    }
  }
  const all = [files.certificate, files.key, ...files.authorities, ...files.revocations]
  const watcher = watch(all, { ignoreInitial: true })
  watcher.on('all', () => {
    timer?.cancel()
    timer = clock.after(quiet, () => void reload())
  })
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
  return {
    get context() {
      return content.context
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    certificate: (socket) => certificateOf(socket, content.revocations, clock.now()),
    async close() {
      timer?.cancel()
      await watcher.close()
    },
  }
}

async function read({ certificate, key, ...others }: TlsFiles): Promise<Content> {
  const [authorities, lists] = [textsOf(others.authorities), textsOf(others.revocations)]
  const context: SecureContextOptions = {
    cert: textOf(certificate),
    key: textOf(key),
    ca: [...authorities],
    minVersion: 'TLSv1.2',
    // A session that is resumed would not show its certificate again, which may be revoked by now.
    secureOptions: constants.SSL_OP_NO_TICKET,
  }
  try {
    createSecureContext(context)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TlsError(`Cannot use the certificate ${certificate} with the key ${key}: ${reason}`)
  }
  if (lists.length === 0) return { context, revocations: undefined }
  const { readRevocations } = await import('../security/x509.ts')
  return { context, revocations: await readRevocations(lists, authorities) }
}

/** The certificate of the other side: right when its chain, its dates and its revocations are. */
function certificateOf(
  socket: TLSSocket,
  revocations: Revocations | undefined,
  now: number,
): Claim['certificate'] {
  const shown = socket.getPeerCertificate(true)
  if (shown === null || shown.raw === undefined) return undefined
  if (!socket.authorized) return { wrong: String(socket.authorizationError) }
  const seen = new Set<string>()
  for (let one = shown; one !== undefined && !seen.has(one.fingerprint256); ) {
    seen.add(one.fingerprint256)
    const wrong = revocations?.wrong(one.raw, now)
    if (wrong !== undefined) return { wrong }
    if (one.issuerCertificate === undefined) break
    one = one.issuerCertificate
  }
  const name: unknown = shown.subject.CN
  return typeof name === 'string' ? { name } : { wrong: 'it has no one common name' }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new TlsError(`Cannot read ${file}`)
  }
}

function textsOf(files: readonly string[]): readonly string[] {
  return files.filter((file) => existsSync(file)).map(textOf)
}
