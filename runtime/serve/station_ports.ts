import { join } from 'node:path'
import type { Log } from '../log.ts'
import type { Runtime } from '../runtime.ts'
import { authorityFiles } from '../security/authority.ts'
import { type Settings, stationSettings } from '../settings.ts'
import { fileRequests } from './file_requests.ts'
import { StationServer } from './stations.ts'
import { openTls, TlsError, type TlsFiles } from './tls.ts'

/** Ports that serve stations. */
export interface StationPorts {
  readonly ocppPort: number
  /** Port for TLS; that of `ocppPort` when one serves both, `undefined` when none does. */
  readonly tlsPort: number | undefined
  /** Ends in order: stations are told to come back. */
  close(): Promise<void>
}

/**
 * Serves stations on their ports.
 * @throws the error of a socket, such as one with code `EADDRINUSE`
 * @throws TlsError
 */
export async function serveStations(
  runtime: Runtime,
  { settings, log }: { readonly settings: Settings; readonly log: Log },
): Promise<StationPorts> {
  const { hub, clock, recorder, security } = runtime
  const { port, tlsPort, host } = settings
  const tls = tlsPort === undefined ? undefined : await openTls(tlsFiles(settings), { clock, log })
  const stations = new StationServer({
    hub,
    log,
    clock,
    recorder,
    security,
    maxFrame: settings.maxFrame,
    files: fileRequests(runtime.files, { log }),
    proxies: settings.proxies,
    protocols: (id) => stationSettings(settings, id)?.protocols ?? settings.protocols,
    certificate: tls?.certificate,
  })
  tls?.onChange(() => stations.recheck())
  const close = async () => {
    await Promise.all([stations.close(), tls?.close()])
  }
  try {
    if (tls === undefined || tlsPort === undefined || (tlsPort === port && port !== 0)) {
      const ocppPort = await stations.listen({ port, host, plain: true, tls })
      return { ocppPort, tlsPort: tls && ocppPort, close }
    }
    const ocppPort = await stations.listen({ port, host, plain: true })
    return {
      ocppPort,
      tlsPort: await stations.listen({ port: tlsPort, host, plain: false, tls }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Files of the settings, and those of the own authority where they say nothing. */
function tlsFiles({ data, tlsCert, tlsKey, tlsClientCa, tlsCrl }: Settings): TlsFiles {
  const own = data === 'none' ? undefined : authorityFiles(join(data, 'ca'))
  const certificate = tlsCert ?? own?.serverCertificate
  const key = tlsKey ?? (tlsCert === undefined ? own?.serverKey : undefined)
  if (certificate === undefined || key === undefined) {
    throw new TlsError('TLS needs --tls-cert and --tls-key, or the certificate of ddf ca server')
  }
  return {
    certificate,
    key,
    authorities: [own?.certificate, tlsClientCa].filter((file) => file !== undefined),
    revocations: [own?.revocations, tlsCrl].filter((file) => file !== undefined),
  }
}
