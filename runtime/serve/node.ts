import type { Log } from '../log.ts'
import type { Runtime } from '../runtime.ts'
import type { Settings } from '../settings.ts'
import { requireTokens } from './no_tokens.ts'
import { serveStations } from './station_ports.ts'

/** Servers that run. */
export interface Servers {
  readonly ocppPort: number
  /** Port for TLS, if there is one. */
  readonly tlsPort?: number | undefined
  readonly httpPort: number
  /** Ends both in order: stations are told to come back, requests under way end. */
  close(): Promise<void>
}

/**
 * Serves stations and HTTP clients.
 * @throws NoTokensError when others could reach the API without a token
 * @throws the error of a socket, such as one with code `EADDRINUSE`
 */
export async function serve(
  runtime: Runtime,
  { settings, log }: { readonly settings: Settings; readonly log: Log },
): Promise<Servers> {
  requireTokens(settings, runtime.access)
  const stations = await serveStations(runtime, { settings, log })
  try {
    // Stations that wait to come back are taken meanwhile: what serves HTTP takes longer to load.
    const { serveHttp } = await import('./http.ts')
    const http = await serveHttp(runtime, { settings, log })
    await runtime.follow()
    return {
      ocppPort: stations.ocppPort,
      tlsPort: stations.tlsPort,
      httpPort: http.port,
      async close() {
        await Promise.all([stations.close(), http.close()])
      },
    }
  } catch (error) {
    await stations.close()
    throw error
  }
}
