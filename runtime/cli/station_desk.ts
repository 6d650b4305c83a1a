import { readLocalKey } from '../access/local_key.ts'
import { systemClock } from '../clock.ts'
import { createClient } from '../http/client.ts'
import { silentLog } from '../log.ts'
import { Credentials } from '../security/credentials.ts'
import { Passwords } from '../security/passwords.ts'
import { setCredentials, type WantedCredentials } from '../security/set_credentials.ts'
import type { Settings } from '../settings.ts'
import { noData, openStore } from '../storage/open.ts'
import type { Store } from '../storage/store.ts'
import { type AskedServer, reached } from './access_desk.ts'

/** Where credentials of stations are set. */
export interface StationDesk {
  /** @returns the password, when it was made here */
  set(
    station: string,
    wanted: WantedCredentials & { rotate?: boolean },
  ): Promise<string | undefined>
  approve(station: string): Promise<void>
  reject(station: string): Promise<void>
  close(): Promise<void>
}

/**
 * The data folder itself; the server, where one has it open, or where one is named.
 * @throws Error with what to do, when neither can be reached
 */
export async function openStationDesk(
  settings: Settings,
  { url, token }: AskedServer,
): Promise<StationDesk> {
  if (url !== undefined) return deskOfServer(url, token)
  const own = `http://127.0.0.1:${settings.httpPort}`
  if (settings.data === noData) return deskOfServer(own, token)
  const options = { clock: systemClock, log: silentLog }
  const store = await openStore(settings.data, options).catch((error: Error) => error)
  if (!(store instanceof Error)) return deskOfStore(store)
  const key = await readLocalKey(settings.data)
  if (key === undefined && token === undefined) {
    throw new Error(`${store.message}; name its server with --url and --token`)
  }
  return deskOfServer(key?.url ?? own, token ?? key?.token)
}

async function deskOfStore(store: Store): Promise<StationDesk> {
  const credentials = await Credentials.load(store)
  const passwords = new Passwords()
  return {
    async set(station, wanted) {
      if (wanted.rotate === true) throw new Error('--rotate needs a server that the station is at')
      const change = await setCredentials({ credentials, passwords }, station, wanted)
      if (change.kind !== 'done') throw new Error(change.detail)
      return change.password
    },
    approve: (station) => credentials.change(station, { approved: true, rejected: false }),
    reject: (station) => credentials.change(station, { approved: false, rejected: true }),
    close: () => store.close(),
  }
}

function deskOfServer(url: string, token: string | undefined): StationDesk {
  const { stations } = createClient(url, { token })
  return {
    async set(id, json) {
      const answer = stations[':id'].credentials.$put({ param: { id }, json })
      return (await (await reached(url, answer)).json()).password
    },
    async approve(id) {
      await reached(url, stations[':id'].approve.$post({ param: { id } }))
    },
    async reject(id) {
      await reached(url, stations[':id'].reject.$post({ param: { id } }))
    },
    close: () => Promise.resolve(),
  }
}
