import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import * as v from 'valibot'
import { AccessTokens } from '../../../runtime/access/access_tokens.ts'
import { AuditLog } from '../../../runtime/audit/audit_log.ts'
import { systemClock } from '../../../runtime/clock.ts'
import { type Descriptor, descriptorSchema, type Item } from '../../../runtime/descriptor/schema.ts'
import { FileStore, type Keyed } from '../../../runtime/files/file_store.ts'
import type {
  DescriptorChange,
  DescriptorState,
  DeviceState,
  Finding,
  HistoryEntry,
  HistoryQuery,
  ItemChange,
  ItemState,
  PluginChange,
  PluginState,
  RawCallResult,
  RuntimePort,
  StationState,
  Token,
  WriteResult,
} from '../../../runtime/http/port.ts'
import type {
  Measured,
  TransactionCursor,
  TransactionFilter,
  TransactionView,
} from '../../../runtime/http/ports/transactions.ts'
import { Problem } from '../../../runtime/http/problems.ts'
import type { ChangeFollower } from '../../../runtime/items/notifier.ts'
import { silentLog } from '../../../runtime/log.ts'
import type { ItemValue, Quality } from '../../../runtime/model.ts'
import type { OperationView } from '../../../runtime/station/operation.ts'
import { MemoryStore } from '../../../runtime/storage/memory.ts'
import { MemoryChanges } from './memory_changes.ts'
import { memorySecurity } from './memory_security.ts'

const generalUrl = new URL('../../../ddf/ocpp-general.ddf.json', import.meta.url)
const schemasUrl = new URL(import.meta.resolve('ocpp-rpc/lib/schemas/ocpp1_6.json'))

/** Text of the shipped general descriptor. */
export const generalText = readFileSync(generalUrl, 'utf8')

const actions = [
  'ChangeAvailability',
  'ChangeConfiguration',
  'ClearCache',
  'GetConfiguration',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'Reset',
  'SetChargingProfile',
  'TriggerMessage',
  'UnlockConnector',
]
const callSchemas = readCallSchemas()

interface Cell {
  value: ItemValue | null
  quality: Quality
  at: number | null
}

/** A runtime without stations: values are set by the test, answers of stations are scripted. */
export class MemoryRuntime implements RuntimePort {
  readonly clock = systemClock
  readonly audit = new AuditLog({ clock: systemClock, log: silentLog, days: 1 })
  readonly access = new AccessTokens({ store: new MemoryStore(), clock: systemClock })
  /** What was asked for that concerns security. */
  readonly security = memorySecurity()
  readonly securityEvents = this.security.securityEvents
  guardState = this.security.guardState
  putCredentials = this.security.putCredentials
  deleteCredentials = this.security.deleteCredentials
  approve = this.security.approve
  disapprove = this.security.disapprove
  reject = this.security.reject
  disconnect = this.security.disconnect
  readonly writes: { address: string; key: string; value: unknown }[] = []
  readonly calls: { station: string; action: string; payload: unknown }[] = []
  /** What the next writes meet; afterwards they succeed. */
  readonly writeResults: (WriteResult | Error)[] = []
  /** Carries out the next writes instead, as long as it is set. */
  onWrite: ((signal: AbortSignal | undefined) => Promise<WriteResult>) | undefined
  /** What the next calls meet; afterwards they are accepted. */
  readonly callResults: RawCallResult[] = []
  /** Plugins there are. */
  readonly pluginStates = new Map<string, PluginState>()
  /** What the next changes of plugins come to. */
  readonly pluginChanges: PluginChange[] = []
  notReady: string[] = []
  readonly #descriptors = new Map<string, DescriptorState>()
  readonly #devices = new Map<string, MemoryDevice>()
  readonly #stations = new Map<string, StationState>()
  readonly #tokens = new Map<string, Token>()
  readonly #changes = new MemoryChanges()

  constructor(addresses: readonly string[] = ['1217212:1', '1217212:2', 'CP-7:1']) {
    const { descriptor } = check('ocpp-general', generalText)
    if (descriptor === undefined) throw new Error('Cannot load the general descriptor')
    this.#descriptors.set('ocpp-general', stateOf(descriptor, []))
    for (const address of addresses) this.#add(address, descriptor)
  }

  /** Sets values of a device; whoever watches is told at the end of the turn. */
  set(address: string, values: Readonly<Record<string, ItemValue | null>>, at = Date.now()): void {
    const device = this.#devices.get(address)
    const changes = Object.entries(values).map(([key, value]): ItemChange => {
      const item = device?.item(key)
      if (device === undefined || item === undefined) throw new Error(`No ${key} of ${address}`)
      device.cells.set(key, { value, quality: 'good', at })
      return { address, item, value, quality: 'good', at }
    })
    if (this.watchers > 0) this.#changes.add(address, changes)
  }

  /** Changes what is known of a station. */
  patch(id: string, patch: Partial<StationState>): void {
    const state = this.#stations.get(id)
    if (state === undefined) throw new Error(`No station ${id}`)
    this.#stations.set(id, { ...state, ...patch })
  }

  devices = (): readonly DeviceState[] => [...this.#devices.values()]
  device = (address: string): DeviceState | undefined => this.#devices.get(address)
  stations = (): readonly StationState[] => [...this.#stations.values()]
  station = (id: string): StationState | undefined => this.#stations.get(id)
  /** Says what was asked for. */
  recording = async (id: string, options: { readonly identity: boolean }): Promise<string> =>
    `${JSON.stringify({ id, ...options })}\n`
  actions = (): readonly string[] => actions
  /** Operations of every station. */
  readonly operationViews: OperationView[] = []
  readonly largestFile = 10_000
  readonly files = new FileStore({
    folder: undefined,
    clock: systemClock,
    log: silentLog,
    largest: this.largestFile,
    keep: 86_400_000,
  })
  fileUrl = (_: string, { key }: Keyed): string => `http://host/files/${key}`
  fileOfOperation = () => null
  limits = () => []
  readLimit = async () => ({ kind: 'offline' }) as const
  operations = (): readonly OperationView[] => this.operationViews
  operation = (_: string, n: number): OperationView | undefined =>
    this.operationViews.find((view) => view.n === n)
  descriptors = (): readonly DescriptorState[] => [...this.#descriptors.values()]
  descriptor = (name: string): DescriptorState | undefined => this.#descriptors.get(name)
  tokens = (): readonly Token[] => [...this.#tokens.values()]
  /** Entries of histories by key of the item; there are none of others. */
  readonly histories = new Map<string, HistoryEntry[]>()
  /** What was asked of histories. */
  readonly historyQueries: HistoryQuery[] = []
  historyCounts = () => undefined
  /** Why nothing can be stored, if so. */
  storeFailure: string | undefined
  callSchemas = async () => new Map([['1.6', callSchemas]])
  frameCounts = () => ({ received: 0, sent: 0 })
  ready = () => ({ ready: this.notReady.length === 0, reasons: this.notReady })

  async deleteToken(idTag: string): Promise<boolean> {
    return this.#tokens.delete(idTag.toLowerCase())
  }

  async importTokens(tokens: readonly Token[], { replace }: { readonly replace: boolean }) {
    const before = new Set(this.#tokens.keys())
    if (replace) this.#tokens.clear()
    for (const token of tokens) this.#tokens.set(token.idTag.toLowerCase(), token)
    const replaced = tokens.filter(({ idTag }) => before.has(idTag.toLowerCase())).length
    const removed = replace ? before.size - replaced : 0
    return { added: tokens.length - replaced, replaced, removed }
  }

  async history({ key }: { readonly key: string }, query: HistoryQuery) {
    this.historyQueries.push(query)
    const all = this.histories.get(key)?.filter(({ at }) => at >= query.from && at <= query.to)
    if (all === undefined) return undefined
    return { list: all.slice(0, query.limit), next: all[query.limit]?.at ?? null }
  }

  async putToken(token: Token): Promise<boolean> {
    if (this.storeFailure !== undefined) throw new Problem('not-stored', this.storeFailure)
    const created = !this.#tokens.has(token.idTag.toLowerCase())
    this.#tokens.set(token.idTag.toLowerCase(), token)
    return created
  }

  async write(
    address: string,
    key: string,
    value: unknown,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<WriteResult> {
    this.writes.push({ address, key, value })
    if (this.onWrite !== undefined) return await this.onWrite(signal)
    const item = this.#devices.get(address)?.item(key)
    if (item === undefined) throw new Error(`No ${key} of ${address}`)
    if (item.direction === 'IN') return { kind: 'readonly' }
    const scripted = this.writeResults.shift()
    if (scripted instanceof Error) throw scripted
    if (scripted !== undefined) return scripted
    const legal = typeof value === (item.type === 'string' ? 'string' : 'number')
    if (!legal || (typeof value === 'number' && value > (item.maximum ?? value))) {
      const { type, minimum, maximum, unit } = item
      const detail = `Cannot set "${key}" to ${JSON.stringify(value)}`
      return { kind: 'not-allowed', detail, allowed: { type, minimum, maximum, unit } }
    }
    const written = typeof value === 'string' ? value : Number(value)
    return { kind: 'done', value: written, calls: [{ action: 'Test', status: 'Accepted' }] }
  }

  /** Transactions there are, the latest first. */
  readonly recorded: { transaction: TransactionView; measured: readonly Measured[] }[] = []
  /** Queries that were asked. */
  readonly transactionFilters: TransactionFilter[] = []

  async transactions(
    filter: TransactionFilter,
    { limit, after }: { limit: number; after?: TransactionCursor | undefined },
  ) {
    this.transactionFilters.push(filter)
    const all = this.recorded.map(({ transaction }) => transaction)
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after.id) + 1
    const transactions = all.slice(start, start + limit)
    const last = transactions.at(-1)
    const more = start + limit < all.length && last !== undefined
    return { transactions, next: more ? { at: last.startedAt ?? 0, id: last.id } : undefined }
  }

  async transaction(id: string) {
    return this.recorded.find(({ transaction }) => transaction.id === id)
  }

  async call(station: string, action: string, payload: unknown): Promise<RawCallResult> {
    this.calls.push({ station, action, payload })
    const schemas = callSchemas.get(action)
    if (schemas === undefined) return { kind: 'unknown-action', allowed: actions }
    const valid = new Ajv({ strict: false, validateFormats: false }).compile(schemas.request)
    if (!valid(payload)) {
      const errors = (valid.errors ?? []).map(({ instancePath, message = '' }) => ({
        path: instancePath,
        message,
      }))
      return { kind: 'invalid', errors }
    }
    return this.callResults.shift() ?? { kind: 'answer', payload: { status: 'Accepted' } }
  }

  async setVariables(
    station: string,
    values: readonly { readonly key: string; readonly value: string }[],
  ) {
    if (this.#stations.get(station)?.online !== true) return undefined
    return values.map(({ key }) => ({ key, accepted: true, status: 'Accepted' }))
  }

  reservations() {
    return []
  }

  remoteStarts() {
    return []
  }

  notices() {
    return []
  }

  async putDescriptor(name: string, text: string): Promise<DescriptorChange> {
    const { descriptor, findings } = check(name, text)
    if (descriptor === undefined) return { kind: 'invalid', findings }
    const created = !this.#descriptors.has(name)
    const state = stateOf(descriptor, findings)
    this.#descriptors.set(name, state)
    return { kind: 'done', state, created }
  }

  async deleteDescriptor(name: string): Promise<DescriptorChange> {
    if (name === 'ocpp-general') return { kind: 'in-use', detail: 'It is the base of others' }
    return this.#descriptors.delete(name) ? { kind: 'deleted' } : { kind: 'unknown' }
  }

  plugins(): readonly PluginState[] {
    return [...this.pluginStates.values()]
  }

  plugin(name: string): PluginState | undefined {
    return this.pluginStates.get(name)
  }

  async putPlugin(): Promise<PluginChange> {
    return this.pluginChanges.shift() ?? { kind: 'unknown' }
  }

  async deletePlugin(name: string): Promise<PluginChange> {
    return (
      this.pluginChanges.shift() ??
      (this.pluginStates.delete(name) ? { kind: 'deleted' } : { kind: 'unknown' })
    )
  }

  watch(listener: (changes: readonly ItemChange[]) => void): () => void {
    return this.#changes.watch(listener)
  }

  followChanges(follower: ChangeFollower): () => void {
    return this.#changes.follow(follower)
  }

  /** How many watch or follow changes. */
  get watchers(): number {
    return this.#changes.watchers
  }

  #add(address: string, descriptor: Descriptor): void {
    const colon = address.lastIndexOf(':')
    const station = address.slice(0, colon)
    const connector = Number(address.slice(colon + 1))
    this.#devices.set(address, new MemoryDevice({ address, station, connector }, descriptor))
    const known = this.#stations.get(station)?.connectors ?? []
    this.#stations.set(station, {
      id: station,
      online: true,
      pending: false,
      protocol: 'ocpp1.6',
      identity: { chargePointVendor: 'Maker', chargePointModel: 'Box', firmwareVersion: '1.2' },
      connectors: [...known, connector],
      plugin: null,
      pluginReason: 'No plugin matches',
      fitting: { matched: [], options: {}, traits: [], hooks: {}, off: null },
      lastSeen: Date.UTC(2026, 0, 2, 3, 4, 5),
      repairs: {},
      localList: null,
      cardList: { state: 'off', cards: 0, leftOut: 0, status: null },
      configuration: [],
      setup: [],
      lastMessages: [],
    })
  }
}

class MemoryDevice implements DeviceState {
  readonly address: string
  readonly station: string
  readonly connector: number
  readonly online = true
  readonly descriptor: string
  readonly descriptorReason = 'The default'
  readonly siblings: readonly string[] = []
  readonly plugin = null
  readonly identity = { chargePointVendor: 'Maker', chargePointModel: 'Box' }
  readonly cells = new Map<string, Cell>()
  readonly #items: readonly Item[]

  constructor(
    place: { readonly address: string; readonly station: string; readonly connector: number },
    descriptor: Descriptor,
  ) {
    this.address = place.address
    this.station = place.station
    this.connector = place.connector
    this.descriptor = descriptor.slug
    this.#items = descriptor.items
  }

  item(key: string): Item | undefined {
    return this.#items.find((item) => item.key === key)
  }

  items(): readonly ItemState[] {
    return this.#items.map((item) => ({
      item,
      ...(this.cells.get(item.key) ?? { value: null, quality: 'unknown', at: null }),
    }))
  }

  find(keyOrId: string): readonly ItemState[] {
    return this.items().filter(({ item }) => item.key === keyOrId || String(item.id) === keyOrId)
  }

  why(key: string) {
    const read = this.item(key)?.read ?? []
    const result = this.cells.get(key)?.value ?? null
    return {
      rule: result === null ? null : 0,
      chain: read.map((rule) => ({ read: rule, result, steps: ['round 1'] })),
      frames: [
        {
          action: 'ChangeConfiguration',
          at: new Date(0).toISOString(),
          frame: '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"hunter2"}]',
        },
      ],
      plugin: null,
    }
  }
}

function check(name: string, text: string): { descriptor?: Descriptor; findings: Finding[] } {
  const errors: ParseError[] = []
  const json: unknown = parse(text, errors)
  const finding = (rule: string, message: string, offset: number, path: string): Finding => {
    const before = text.slice(0, offset).split('\n')
    const place = { line: before.length, column: (before.at(-1) ?? '').length + 1, path }
    return { level: 'error', rule, message, file: `${name}.ddf.json`, ...place }
  }
  const [first] = errors
  if (first !== undefined) {
    return { findings: [finding('json', printParseErrorCode(first.error), first.offset, '')] }
  }
  const result = v.safeParse(descriptorSchema, json)
  if (!result.success) {
    const findings = result.issues.map((issue) =>
      finding('schema', issue.message, 0, v.getDotPath(issue) ?? ''),
    )
    return { findings }
  }
  const { items, ...rest } = result.output
  return { descriptor: { ...rest, slug: name, bases: [], items: items.map(whole) }, findings: [] }
}

function whole(item: v.InferOutput<typeof descriptorSchema>['items'][number]): Item {
  const { remove: _, read, name = item.key, direction = 'IN', type = 'number', ...rest } = item
  const chain = read === undefined ? [] : Array.isArray(read) ? read : [read]
  return { ...rest, name, direction, type, read: chain }
}

function stateOf(active: Descriptor, findings: readonly Finding[]): DescriptorState {
  const name = active.slug
  return { name, file: `ddf/${name}.ddf.json`, active, current: true, findings, devices: [] }
}

function readCallSchemas(): Map<string, { request: object; answer: object }> {
  const list = v.parse(
    v.array(v.looseObject({ $id: v.string() })),
    JSON.parse(readFileSync(schemasUrl, 'utf8')),
  )
  const byId = new Map(list.map(({ $id, ...schema }) => [$id, schema]))
  return new Map(
    actions.map((action) => [
      action,
      {
        request: byId.get(`urn:${action}.req`) ?? {},
        answer: byId.get(`urn:${action}.conf`) ?? {},
      },
    ]),
  )
}
