import { NoTokensError } from '../serve/no_tokens.ts'
import { TlsError } from '../serve/tls.ts'
import type { Settings } from '../settings.ts'
import { codeOf } from './read_settings.ts'

/**
 * One line on why a server could not listen, with the flag that helps.
 * @returns `undefined` for an error of another kind
 */
export function listenProblem(error: unknown, settings: Settings): string | undefined {
  if (error instanceof NoTokensError || error instanceof TlsError) return error.message
  const reason = reasons[codeOf(error)]
  if (!reason || !(error instanceof Error)) return undefined
  // Port 0 is never in use, so that the port alone tells which of the two servers it was.
  const port = 'port' in error && typeof error.port === 'number' ? error.port : settings.port
  const isTls = port === settings.tlsPort && port !== settings.port
  const isHttp = port === settings.httpPort && port !== settings.port && !isTls
  const what = isHttp ? 'the HTTP API' : 'wallboxes (OCPP)'
  const host = isHttp ? settings.httpHost : settings.host
  const flags = isHttp
    ? { port: '--http-port', host: '--http-host' }
    : { port: isTls ? '--tls-port' : '--port', host: '--host' }
  return `Cannot listen for ${what} on ${host}:${port}: ${reason(port, flags)}`
}

type Reason = (port: number, flags: { port: string; host: string }) => string

const reasons: Readonly<Record<string, Reason>> = {
  EADDRINUSE: (port, flags) =>
    `the port is in use, perhaps by another "ddf start" or another OCPP server (ss -ltnp "sport = :${port}" shows by whom); stop that, or choose another port with ${flags.port}`,
  EACCES: (port, flags) =>
    `permission denied${port < 1024 ? ', as ports below 1024 need privileges' : ''}; choose another port with ${flags.port}`,
  EADDRNOTAVAIL: (_, flags) =>
    `this machine does not have that address; choose another with ${flags.host}`,
  ENOTFOUND: (_, flags) => `that host name is unknown; choose another with ${flags.host}`,
}
