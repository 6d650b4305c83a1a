import { negotiate } from '../dialect/dialects.ts'
import { HeldClock } from '../held_clock.ts'
import type { Log, LogFields } from '../log.ts'
import { placeOf } from '../plugin/fault.ts'
import type { LoadedPlugin } from '../plugin/loaded.ts'
import { CardRules } from '../station/card_rules.ts'
import { Cards } from '../station/cards.ts'
import { Hub } from '../station/hub.ts'
import { volatileMemory } from '../station/plugin_memory.ts'
import { type Exchange, type Paired, pair } from './exchanges.ts'
import type { RecordingLine } from './format.ts'
import { RecordedAnswers } from './recorded_answers.ts'
import { RecordedClock } from './recorded_clock.ts'
import type { ReplayOptions, ReplayWrite } from './replay.ts'
import { Replica } from './replica.ts'
import { StationWatch } from './station_watch.ts'
import type { FinalDevice, Timeline, TimelineEntry } from './timeline.ts'
import { HookQueue, type JournalListener } from './tracked_plugin.ts'

/** Seconds an own call may take, and between samples where no descriptor says: as the server's defaults. */
const callTimeout = 30
const sampleInterval = 10
const fallback = 'ocpp-general'

interface Actor {
  readonly replica: Replica
  readonly answers: RecordedAnswers
  readonly paired: Paired
  /** Position of the present line among those of the station. */
  position: number
}

/** One run of a recording. */
export class Replay {
  readonly #options: ReplayOptions
  readonly #clock: RecordedClock
  readonly #hub: Hub
  readonly #hooks = new HookQueue()
  readonly #entries: TimelineEntry[] = []
  readonly #actors = new Map<string, Actor>()
  readonly #watches = new Map<string, StationWatch>()
  readonly #writes: ReplayWrite[]

  constructor(options: ReplayOptions & { readonly plugins: readonly LoadedPlugin[] }) {
    this.#options = options
    const { recording, plugin, descriptor, descriptors } = options
    this.#writes = [...(options.writes ?? [])].sort((a, b) => a.at - b.at)
    const [first] = recording
    this.#clock = new RecordedClock({ now: first?.at ?? 0, seed: 'replay' })
    const listener: JournalListener = {
      onLog: ({ at, station, hook, text }) =>
        this.#entries.push({ at, station, kind: 'log', level: 'info', text: `${hook}: ${text}` }),
      onFault: ({ at, station, hook, fault }) => {
        const message = [placeOf(fault), fault.message].filter((part) => part !== '').join(' ')
        this.#entries.push({ at, station, kind: 'fault', hook, message })
      },
    }
    const plugins = options.plugins.map((one) => this.#hooks.track(one, listener))
    const forced = plugin === null ? { forbid: ['*'] } : { plugin }
    const clock = new HeldClock(this.#clock)
    this.#hub = new Hub({
      clock,
      moment: clock,
      log: this.#log(),
      timeout: () => callTimeout,
      heartbeatInterval: undefined,
      sampleInterval,
      fallback,
      descriptorOf: () => descriptor,
      cards: new CardRules({ cards: new Cards(this.#clock) }),
      transactionId: (station) => this.#recordedTransaction(station),
      plugins: {
        memory: volatileMemory(),
        active: () => plugins,
        wish: () => ({ ...forced, ...(options.options && { options: options.options }) }),
      },
    })
    this.#hub.describe(descriptors)
    this.#hub.notifier.watch((changes) => {
      const at = this.#clock.now()
      for (const { address, item, value, quality } of changes) {
        const { key, unit } = item
        const station = address.slice(0, address.lastIndexOf(':'))
        this.#entries.push({ at, station, kind: 'item', address, key, value, quality, unit })
      }
    })
  }

  /** Replays all of it. */
  async run(): Promise<Timeline> {
    const { recording, linger = 0 } = this.#options
    for (const { identity } of recording) this.#ensure(identity)
    for (const line of recording) {
      await this.#passTo(line.at)
      this.#step(line)
      this.#look()
      await this.#settle()
    }
    const end = Math.max(this.#clock.now(), ...this.#writes.map(({ at }) => at)) + linger * 1000
    await this.#passTo(end)
    this.#hub.close()
    const [first] = recording
    const from = first?.at ?? 0
    return { entries: this.#entries, devices: this.#final(), from, to: this.#clock.now() }
  }

  /** Lets time pass, with what somebody writes meanwhile. */
  async #passTo(at: number): Promise<void> {
    const settle = () => this.#settle()
    while ((this.#writes[0]?.at ?? Number.POSITIVE_INFINITY) <= at) {
      const write = this.#writes.shift()
      if (write === undefined) break
      await this.#clock.passTo(write.at, settle)
      this.#write(write)
      await settle()
    }
    await this.#clock.passTo(at, settle)
  }

  /** Lets everything happen that is under way at this moment. */
  async #settle(): Promise<void> {
    do {
      await turn()
    } while ((await this.#hooks.idle()) || this.#clock.runSoon())
    this.#look()
  }

  #step(line: RecordingLine): void {
    const actor = this.#ensure(line.identity)
    const { replica, answers, paired } = actor
    actor.position += 1
    if (line.kind === 'close') return replica.close(line.closing)
    if (line.kind === 'open' || !replica.isConnected) this.#open(replica, line)
    if (line.kind === 'open') return
    const find = (position: 'index' | 'answeredAt') =>
      paired.exchanges.find((one: Exchange) => one[position] === actor.position)
    if (line.kind === 'csms->cp') {
      const exchange = find('index')
      if (exchange === undefined || this.#options.hostCalls !== 'issue') return
      // What this host asked by itself it need not ask again.
      if (!answers.isOwn(exchange)) replica.issue(exchange)
      return
    }
    const answered = find('answeredAt')
    if (answered !== undefined) return replica.answerIssued(answered)
    replica.say(line.text)
  }

  #open(replica: Replica, line: RecordingLine): void {
    const { subprotocol, identity } = line
    const offered = subprotocol === '' ? [] : [subprotocol]
    const dialect = negotiate(offered)
    if (dialect === undefined) return
    // A recording may begin, or go on after we hung up, in the middle of a connection.
    const url = `/${encodeURIComponent(identity)}`
    replica.open(line.kind === 'open' ? line.opening : { url, headers: {}, offered }, dialect)
    const station = this.#hub.station(identity)?.station
    if (station === undefined || this.#watches.has(identity)) return
    this.#watches.set(identity, new StationWatch(station, (entry) => this.#entries.push(entry)))
  }

  #write({ address, key, value }: ReplayWrite): void {
    const station = address.slice(0, address.lastIndexOf(':'))
    const device = this.#hub.device(address)
    const keeper = this.#hub.station(station)
    const index = device?.choice.readers.indexOf.get(key)
    const tell = (result: string) => {
      const at = this.#clock.now()
      this.#entries.push({ at, station, kind: 'write', address, key, value, result })
    }
    if (device === undefined || keeper === undefined) return tell('there is no such device')
    if (index === undefined) return tell('there is no such item')
    void keeper.write(device, index, value).then((result) => {
      const more = 'status' in result ? ` ${result.status}` : ''
      const detail = 'detail' in result && result.detail ? `: ${result.detail}` : ''
      tell(`${result.kind}${more}${detail}`)
    })
  }

  /** The id that the recorded host gave, so that later frames of the station name ours. */
  #recordedTransaction(station: string): number | undefined {
    const actor = this.#actors.get(station)
    const reply = actor?.paired.replies.get(actor.position)?.[2]
    if (typeof reply !== 'object' || reply === null || !('transactionId' in reply)) return undefined
    const { transactionId: id } = reply
    return typeof id === 'number' && Number.isInteger(id) && id > 0 && id < 2 ** 31 ? id : undefined
  }

  #ensure(identity: string): Actor {
    const known = this.#actors.get(identity)
    if (known !== undefined) return known
    const own = this.#options.recording.filter((line) => line.identity === identity)
    const paired = pair(own)
    const answers = new RecordedAnswers(paired)
    const tell = (entry: TimelineEntry) => void this.#entries.push(entry)
    const handled = () => this.#look()
    const deps = { identity, clock: this.#clock, hub: this.#hub, answers, tell, handled }
    const actor: Actor = { replica: new Replica(deps), answers, paired, position: -1 }
    this.#actors.set(identity, actor)
    return actor
  }

  #look(): void {
    for (const watch of this.#watches.values()) watch.look(this.#clock.now())
  }

  #final(): readonly FinalDevice[] {
    const now = this.#clock.now()
    return [...this.#hub.devices()].map((device) => {
      const { descriptor } = device.choice.readers
      const seat = this.#hub.station(device.facts.station.id)?.station.seat
      const items = descriptor.items.flatMap(({ key, unit }, index) => {
        const state = device.items.state(index, now)
        return state === undefined
          ? []
          : [{ key, value: state.value, quality: state.quality, unit }]
      })
      const plugin = seat?.choice.plugin?.manifest.name ?? null
      return { address: device.address, descriptor: descriptor.slug, plugin, items }
    })
  }

  /** Problems the server would log are part of what happened. */
  #log(): Log {
    const say = (level: 'warn' | 'error') => (fields: LogFields, message: string) => {
      const { station, error, hook } = fields
      // Faults of hooks are told by the journal.
      if (hook !== undefined) return
      const text = error instanceof Error ? `${message}: ${error.message}` : message
      const at = this.#clock.now()
      this.#entries.push({ at, station: String(station ?? ''), kind: 'log', level, text })
    }
    return { debug() {}, info() {}, warn: say('warn'), error: say('error') }
  }
}

/** Everything that waits for nothing but its turn runs meanwhile. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
