import { type Frame, RawStation, type RawStationOptions, type Scripted } from './raw_station.ts'
import { startServer, type TestServer, type TestServerOptions } from './server.ts'
import { TestClock } from './test_clock.ts'

/** What a scene begins with. */
export interface SceneOptions extends Omit<TestServerOptions, 'clock'> {
  /** When it begins, ms since the epoch. */
  readonly now?: number
  /** Identity of the station; `CP1` by default. */
  readonly id?: string
  /** Configuration keys that the station has. */
  readonly configuration?: Readonly<Record<string, string>>
  /** Keys among them that cannot be written. */
  readonly readonly?: readonly string[]
  /** Answers to calls of the host, in place of the usual ones. */
  readonly answers?: Readonly<Record<string, Scripted | ((payload: unknown) => Scripted)>>
}

/** One station at a server, with the time in the hands of the test. */
export interface Scene extends AsyncDisposable {
  readonly server: TestServer
  readonly clock: TestClock
  readonly station: RawStation
  /** Address of connector 1. */
  readonly address: string
  /** Lets seconds pass, everything they set off included. */
  pass(seconds: number): Promise<void>
  /** Calls the host; resolves with the payload of the result, and rejects on an error. */
  tell(action: string, payload?: unknown): Promise<unknown>
  /** Reports a status of a connector, 1 by default. */
  status(status: string, connector?: number): Promise<unknown>
  /** Value of an item of connector 1. */
  value(key: string): ReturnType<TestServer['value']>
  /** Waits until nothing goes on. */
  settle(): Promise<void>
  /** The present moment plus seconds, as stations write it. */
  time(plus?: number): string
  /** Connects another station. */
  connect(options: RawStationOptions): Promise<RawStation>
}

/** A server and a connected station that has said nothing yet. */
export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const { id = 'CP1', answers = {} } = options
  const { now } = options
  const clock = new TestClock(now === undefined ? {} : { now })
  // The tolerant core alone, unless the test brings plugins.
  const server = await startServer({ plugins: [], ...options, clock })
  const stations: RawStation[] = []
  const connect = async (how: RawStationOptions) => {
    const station = await RawStation.connect(server, how)
    stations.push(station)
    return station
  }
  const station = await connect({ path: `/${id}` })
  answerAsUsual(station, options)
  for (const [action, answer] of Object.entries(answers)) {
    const script = typeof answer === 'function' ? answer : () => answer
    station.on(action, ({ payload }) => script(payload))
  }
  const settle = async () => {
    for (const one of stations) await one.settle()
  }
  const tell = async (action: string, payload: unknown = {}) =>
    resultOf(await station.call(action, payload))
  return {
    server,
    clock,
    station,
    address: `${id}:1`,
    settle,
    connect,
    tell,
    pass: (seconds) => clock.advance(seconds * 1000, settle).then(settle),
    status: (status, connector = 1) =>
      tell('StatusNotification', { connectorId: connector, errorCode: 'NoError', status }),
    value: (key) => server.value(`${id}:1`, key),
    time: (plus = 0) => new Date(clock.now() + plus * 1000).toISOString(),
    async [Symbol.asyncDispose]() {
      await Promise.all(stations.map((one) => one.terminate()))
      await server.close()
    },
  }
}

/** Identity that stations of these tests boot with. */
export const identity = {
  chargePointVendor: 'Maker',
  chargePointModel: 'Box',
  firmwareVersion: '1',
}

/** A scene whose station has booted, is available and was set up. */
export async function openReady(options: SceneOptions = {}): Promise<Scene> {
  const scene = await openScene(options)
  await scene.tell('BootNotification', identity)
  await scene.status('Available')
  await scene.pass(1)
  return scene
}

/** A scene whose station charges; `transaction` is the id that the host gave. */
export async function openCharging(
  options: SceneOptions = {},
): Promise<Scene & { readonly transaction: number }> {
  const scene = await openReady(options)
  await scene.status('Preparing')
  const transaction = await startTransaction(scene)
  await scene.status('Charging')
  return { ...scene, transaction }
}

/** Starts a transaction on connector 1 now, and resolves with its id. */
export async function startTransaction(
  scene: Scene,
  { idTag = 'CARD', meterStart = 1000 }: { idTag?: string; meterStart?: number } = {},
): Promise<number> {
  const started = { connectorId: 1, idTag, meterStart, timestamp: scene.time() }
  const answer = await scene.tell('StartTransaction', started)
  return numberAt(answer, 'transactionId')
}

/** The payload of an answer that is a result. */
export function resultOf(frame: Frame): unknown {
  if (frame[0] === 3) return frame[2]
  throw new Error(`Not a result: ${JSON.stringify(frame)}`)
}

/** A number of an object, by name. */
export function numberAt(value: unknown, name: string): number {
  const found = at(value, name)
  if (typeof found === 'number') return found
  throw new Error(`No number ${name} in ${JSON.stringify(value)}`)
}

/** What lies at a path of names, such as `csChargingProfiles.stackLevel`; `undefined` when nothing. */
export function at(value: unknown, path: string): unknown {
  let found = value
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Reflect.get(found, name)
  }
  return found
}

const accepted: Scripted = { payload: { status: 'Accepted' } }

function answerAsUsual(station: RawStation, options: SceneOptions): void {
  const { configuration = {}, readonly = [] } = options
  const values = new Map(Object.entries(configuration))
  station.on('GetConfiguration', ({ payload }) => {
    const asked = at(payload, 'key')
    const keys: readonly string[] = Array.isArray(asked) ? asked.map(String) : [...values.keys()]
    return {
      payload: {
        configurationKey: keys
          .filter((key) => values.has(key))
          .map((key) => ({ key, readonly: readonly.includes(key), value: values.get(key) })),
        unknownKey: keys.filter((key) => !values.has(key)),
      },
    }
  })
  station.on('ChangeConfiguration', ({ payload }) => {
    values.set(String(at(payload, 'key')), String(at(payload, 'value')))
    return accepted
  })
  for (const action of [
    'ChangeAvailability',
    'ClearChargingProfile',
    'RemoteStartTransaction',
    'RemoteStopTransaction',
    'SetChargingProfile',
    'TriggerMessage',
  ]) {
    station.on(action, accepted)
  }
}
