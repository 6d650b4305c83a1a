import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { certificatesFor } from './certificates.ts'
import type { Clock } from './clock.ts'
import type { CredentialsChange, CredentialsWish, SecurityPort } from './http/ports/security.ts'
import { Problem } from './http/problems.ts'
import type { Log } from './log.ts'
import type { Profile } from './security/credentials.ts'
import { SecurityEvents } from './security/events.ts'
import { logSecurity } from './security/log.ts'
import { generatePassword } from './security/passwords.ts'
import { setCredentials } from './security/set_credentials.ts'
import { createStationSecurity, type StationSecurity } from './security/station_security.ts'
import { webhookTo } from './security/webhook.ts'
import { type Settings, stationSettings } from './settings.ts'
import type { StationGuard } from './station/guard.ts'
import type { Hub } from './station/hub.ts'
import { type Store, StoreError } from './storage/store.ts'

/** What guarding the stations of a runtime needs. */
export interface GuardedStationsOptions {
  readonly settings: Settings
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** The stations; asked for late, since the hub itself is made with the guard. */
  hub(): Hub
}

/** The guard of the stations of a runtime. */
export interface GuardedStations {
  readonly security: StationSecurity
  readonly guard: StationGuard
  readonly port: SecurityPort
  close(): void
}

/** Guards stations by the settings and by what is stored. @throws StoreError */
export async function guardedStations(options: GuardedStationsOptions): Promise<GuardedStations> {
  const { settings, store, clock, log } = options
  const events = new SecurityEvents(clock)
  events.listen((event) => logSecurity(log, event))
  const { securityWebhook: url } = settings
  const webhook = url === undefined ? undefined : webhookTo({ url, clock, log })
  if (webhook !== undefined) events.listen(webhook.listener)
  const onUnstored = (station: string, error: unknown) =>
    log.error({ station, error }, 'Credentials are not stored')
  const listed = new Set(settings.slaves.map(({ station }) => station))
  const security = await createStationSecurity({
    clock,
    store,
    events,
    onboarding: settings.onboarding,
    limits: settings.limits,
    isListed: (station) => listed.has(station) || stationSettings(settings, station) !== undefined,
    leastProfile: (station) => leastProfile(settings, station),
    onUnstored,
  })
  const certificates = certificatesFor({
    folder: settings.data === 'none' ? undefined : join(settings.data, 'ca'),
    clock,
    security,
  })
  return {
    security,
    guard: { ...passwordsOf(security, onUnstored), ...certificates },
    port: portOf(security, options),
    close: () => webhook?.close(),
  }
}

function leastProfile(settings: Settings, station: string): Profile {
  return stationSettings(settings, station)?.profile ?? settings.profile
}

/** Keeps a password before a station is given it, and forgets it when the station does not take it. */
function passwordsOf(
  { credentials, passwords, attempts }: StationSecurity,
  onUnstored: (station: string, error: unknown) => void,
): Pick<StationGuard, 'given' | 'refused'> {
  return {
    async given(station, password) {
      const next = await passwords.hash(Buffer.from(password))
      attempts.forgive(station)
      await credentials.change(station, { next })
    },
    refused(station) {
      credentials
        .change(station, { next: undefined })
        .catch((error: unknown) => onUnstored(station, error))
    },
  }
}

function portOf(
  security: StationSecurity,
  options: GuardedStationsOptions,
): GuardedStations['port'] {
  const { credentials, events, residents, waiting, gate } = security
  return {
    securityEvents: events,
    guardState(station) {
      const { password, next, profile, approved, rejected } = credentials.of(station)
      const resident = residents.get(station)
      const least = leastProfile(options.settings, station)
      return {
        proved: resident?.proof ?? null,
        secure: resident?.secure ?? false,
        address: resident?.address ?? waiting.get(station)?.address ?? null,
        least: profile > least ? profile : least,
        hasPassword: password !== undefined,
        isRotating: next !== undefined,
        approved,
        rejected,
        events: events.of(station),
      }
    },
    putCredentials: (station, wish, { signal }) =>
      putCredentials({ security, hub: options.hub(), station, signal }, wish).catch(refuse),
    async deleteCredentials(station) {
      security.verified.forget(station)
      const { approved, rejected } = credentials.of(station)
      if (approved || rejected) {
        const none = { password: undefined, next: undefined, profile: 0 } as const
        await credentials.change(station, none).catch(refuse)
      } else await credentials.forget(station).catch(refuse)
      events.note({ kind: 'credentials', station, detail: 'The credentials were taken away' })
    },
    async approve(station) {
      await credentials.change(station, { approved: true, rejected: false }).catch(refuse)
      events.note({ kind: 'approved', station, detail: 'The station was approved' })
      waiting.get(station)?.approve()
    },
    async disapprove(station) {
      await credentials.change(station, { approved: false }).catch(refuse)
      events.note({ kind: 'approved', station, detail: 'The approval was taken back' })
      if (security.onboarding === 'open' || gate.isKnown(station)) return
      residents.get(station)?.close(1008, 'The approval was taken back')
    },
    async reject(station) {
      await credentials.change(station, { approved: false, rejected: true }).catch(refuse)
      events.note({ kind: 'approved', station, detail: 'The station was rejected' })
      residents.get(station)?.close(1008, 'The station was rejected')
    },
    disconnect(station) {
      const resident = residents.get(station)
      resident?.close(1000, 'Come back')
      return resident !== undefined
    },
  }
}

interface Subject {
  readonly security: StationSecurity
  readonly hub: Hub
  readonly station: string
  readonly signal?: AbortSignal | undefined
}

async function putCredentials(subject: Subject, wish: CredentialsWish): Promise<CredentialsChange> {
  const { security, station } = subject
  const change = wish.rotate === true ? await rotate(subject, wish) : await set(subject, wish)
  if (change.kind !== 'done') return change
  const detail = 'The credentials were set'
  security.events.note({ kind: 'credentials', station, detail })
  return change
}

async function set(
  { security, station }: Subject,
  wish: CredentialsWish,
): Promise<CredentialsChange> {
  const change = await setCredentials(security, station, wish)
  if (change.kind === 'done') {
    security.verified.forget(station)
    security.attempts.forgive(station)
  }
  return change
}

async function rotate(
  subject: Subject,
  { password: given, generate, profile }: CredentialsWish,
): Promise<CredentialsChange> {
  const password = generate === true ? generatePassword() : given
  if (password === undefined) return { kind: 'not-possible', detail: 'There is no password' }
  const failure = await hand(subject, password)
  if (failure !== undefined) return failure
  if (profile !== undefined) await subject.security.credentials.change(subject.station, { profile })
  return { kind: 'done', ...(generate === true && { password }) }
}

/** Gives a connected station a password, in the words of its version. */
async function hand(
  { hub, station: id, signal }: Subject,
  password: string,
): Promise<CredentialsChange | undefined> {
  const station = hub.station(id)?.station
  const words = station?.connection?.dialect.password
  if (station === undefined || words === undefined) return { kind: 'offline' }
  const value = words.spelled(password)
  if (value === undefined) {
    return { kind: 'not-possible', detail: `${words.key} has no room for this password` }
  }
  const command = { kind: 'ChangeConfiguration', key: words.key, value } as const
  const executed = await station.execute(command, signal === undefined ? {} : { signal })
  if (executed.kind === 'timeout') return { kind: 'timeout' }
  if (executed.kind === 'offline') return { kind: 'offline', replaced: executed.replaced }
  const { status } = executed.record
  const accepted = executed.kind === 'outcome' && executed.outcome.accepted
  return accepted ? undefined : { kind: 'refused', answer: status }
}

/** What cannot be stored is a problem of the request. */
function refuse(error: unknown): never {
  if (!(error instanceof StoreError)) throw error
  throw new Problem('not-stored', `Nothing was changed, as it cannot be stored: ${error.message}`)
}
