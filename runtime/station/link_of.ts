import type { Dialect } from '../dialect/dialect.ts'
import type { CallFrame } from '../rpc/frame.ts'
import { Link } from '../rpc/link.ts'
import type { Transport } from './connection.ts'
import type { Station } from './station.ts'
import type { StationDeps } from './station_deps.ts'

/** What a link of a station is made from. */
export interface LinkParts {
  readonly transport: Transport
  readonly dialect: Dialect
  readonly deps: StationDeps
  onCall(frame: CallFrame, text: string): string | Promise<string>
}

/** The link of a station over a transport, by the traits of the station. */
export function linkOf(station: Station, { transport, dialect, deps, onCall }: LinkParts): Link {
  return new Link({
    clock: deps.clock,
    send: (text) => transport.send(text),
    close: (code, reason) => transport.close(code, reason),
    onCall,
    repairText: (text) => station.seat.hooks?.text(text),
    timeout: (action) => station.traits.transport.callTimeout ?? deps.timeout(action),
    pause: () => station.traits.transport.callPause,
    adopts: (action, answer) =>
      station.traits.transport.anyAnswerId &&
      answer.kind === 'result' &&
      dialect.hostCalls.get(action)?.fits(answer.payload) === true,
    oneWay: dialect.oneWay,
    errorWord: dialect.errorWord,
    maxUnanswered: () => station.traits.transport.maxUnanswered,
    count: (what) => station.counters.count(what),
    onDefect: (error, text) => deps.onDefect(station, error, text),
  })
}
