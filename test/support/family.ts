import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { shippedPlugins } from '../../plugins/mod.ts'
import type { ItemValue } from '../../runtime/model.ts'
import { lineText, type RecordingLine } from '../../runtime/recording/format.ts'
import { RawStation, type RawStationOptions } from './raw_station.ts'
import { openScene, type Scene, type SceneOptions } from './scene.ts'

/** What a scene with a station of a family begins with. */
export interface FamilyOptions extends Omit<SceneOptions, 'plugins'> {
  /** Options of the plugin of the station. */
  readonly pluginOptions?: Readonly<Record<string, ItemValue>>
  /**
   * File under `plugins/`, such as `acme/one.jsonl`, that becomes the recording of the scene when the
   * tests run with DDF_WRITE_RECORDINGS set.
   */
  readonly recording?: string
}

/** A scene with the plugins that ship. */
export async function openFamily(options: FamilyOptions = {}): Promise<Scene> {
  const { id = 'CP1', pluginOptions = {}, recording, settings } = options
  const scene = await openScene({
    ...options,
    plugins: shippedPlugins,
    settings: { stations: { [id]: { options: pluginOptions } }, ...settings },
  })
  if (recording === undefined || process.env.DDF_WRITE_RECORDINGS === undefined) return scene
  const lines: RecordingLine[] = []
  record(scene.station, { path: `/${id}` }, { scene, lines })
  return {
    ...scene,
    async connect(how) {
      const station = await scene.connect(how)
      record(station, how, { scene, lines })
      return station
    },
    async [Symbol.asyncDispose]() {
      const file = fileURLToPath(new URL(`../../plugins/${recording}`, import.meta.url))
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, lines.map((line) => `${lineText(line)}\n`).join(''))
      await scene[Symbol.asyncDispose]()
    },
  }
}

/** Notes what goes over the connection of a station from now on. */
function record(
  station: RawStation,
  { path, protocols = ['ocpp1.6'] }: RawStationOptions,
  { scene, lines }: { readonly scene: Scene; readonly lines: RecordingLine[] },
): void {
  const identity = decodeURIComponent(path.split('/').at(-1) ?? '')
  const subprotocol = station.ws.protocol
  const put = (line: Parameters<typeof lineText>[0]) => lines.push(line)
  const common = () => ({ at: scene.clock.now(), identity, subprotocol })
  const opening = { url: path, headers: {}, offered: [...protocols] }
  put({ ...common(), kind: 'open', opening })
  const send = RawStation.prototype.send
  station.send = (text) => {
    put({ ...common(), kind: 'cp->csms', text })
    send.call(station, text)
  }
  // Before the station itself hears of it and answers.
  station.ws.prependListener('message', (data: Buffer) =>
    put({ ...common(), kind: 'csms->cp', text: data.toString() }),
  )
  station.ws.on('close', (code, reason) =>
    put({ ...common(), kind: 'close', closing: { code, reason: reason.toString() } }),
  )
}

/** Name of the plugin that serves the station, and why. */
export function pluginOf(
  { server }: Pick<Scene, 'server'>,
  id = 'CP1',
): { readonly plugin: string | null | undefined; readonly reason: string | undefined } {
  const station = server.runtime.station(id)
  return { plugin: station?.plugin, reason: station?.pluginReason }
}
