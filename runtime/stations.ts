import type { Clock } from './clock.ts'
import { DeviceView } from './device_view.ts'
import { dialects } from './dialect/dialects.ts'
import type { Files } from './files.ts'
import type { RuntimePort } from './http/port.ts'
import { rawCall } from './raw_call.ts'
import type { Restart } from './restart/restart.ts'
import type { WaitingRoom } from './security/waiting.ts'
import { setVariables } from './set_variables.ts'
import type { Hub } from './station/hub.ts'
import type { Keeper } from './station/keeper.ts'
import { stationView, waitingView } from './views.ts'
import { writeItem } from './write_item.ts'

/** What showing and calling stations needs. */
export interface StationsOptions {
  readonly hub: Hub
  /** Stations that wait for approval. */
  readonly waiting: WaitingRoom
  readonly files: Pick<Files, 'fill'>
  readonly clock: Clock
  readonly restart: Restart
}

/** Stations and their devices as others see them, write to them and call them. */
export type StationsPort = Pick<
  RuntimePort,
  'devices' | 'device' | 'stations' | 'station' | 'write' | 'actions' | 'call' | 'setVariables'
>

/** Stations and their devices as others see them, write to them and call them. */
export function stationsOf({ hub, waiting, files, clock, restart }: StationsOptions): StationsPort {
  const now = () => clock.now()
  const sight = { hub, now }
  // One that was in may have to wait, too.
  const shown = (keeper: Keeper) => {
    const view = stationView(keeper)
    return { ...view, pending: !view.online && waiting.get(view.id) !== undefined }
  }
  return {
    devices: () => [...hub.devices()].map((device) => new DeviceView(device, sight)),
    device(address) {
      const device = hub.device(address)
      return device === undefined ? undefined : new DeviceView(device, sight)
    },
    stations: () => [
      ...[...hub.stations()].map(shown),
      ...[...waiting.all()].flatMap((one) => (hub.station(one.station) ? [] : waitingView(one))),
    ],
    station(id) {
      const keeper = hub.station(id)
      const waits = waiting.get(id)
      if (keeper === undefined) return waits && waitingView(waits)
      return shown(keeper)
    },
    write: (address, key, value) => writeItem({ hub, restart }, address, key, value),
    actions(id) {
      const protocol = hub.station(id)?.station.protocol
      const dialect = dialects.find(({ subprotocol }) => subprotocol === protocol) ?? dialects[0]
      return [...(dialect?.hostCalls.keys() ?? [])]
    },
    async call(id, action, payload, { signal }) {
      const keeper = hub.station(id)
      const isOnline = keeper?.station.connection !== undefined
      const { payload: whole, errors } = isOnline
        ? await files.fill(id, payload)
        : { payload, errors: [] }
      if (errors.length > 0) return { kind: 'invalid', errors }
      return rawCall({ keeper, action, payload: whole, signal, now })
    },
    setVariables: (id, values, { signal }) =>
      setVariables({ keeper: hub.station(id), values, signal }),
  }
}
