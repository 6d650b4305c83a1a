import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shippedPlugins } from '../../../plugins/mod.ts'
import { DescriptorLibrary } from '../../../runtime/descriptor/library.ts'
import type { Readers } from '../../../runtime/descriptor/read.ts'
import { openDescriptorFolder } from '../../../runtime/descriptor_folder.ts'
import type { LoadedPlugin } from '../../../runtime/plugin/loaded.ts'
import { PluginRegistry } from '../../../runtime/plugin/registry.ts'
import { parseRecording, type RecordingLine } from '../../../runtime/recording/format.ts'

/** A recording of `test/frames` that is spoken here. */
export const spoken = [
  'microocpp-16',
  'ocpp-go-16',
  'ocpp-go-201',
  'open-ocpp-16',
  'sap-abb-terra53-16',
  'sap-evlink-16',
  'sap-keba-16',
  'sap-keba-201',
  'sap-schneider-16',
  'shiv3-16',
  'shiv3-201',
  'shiv3-21',
  'shiv3-full-charging-cycle-16',
  'vcp16',
  'vcp201',
  'vcp21',
] as const

/** Path of a recording of `test/frames`. */
export function framesPath(name: string): string {
  return fileURLToPath(new URL(`../../frames/${name}.jsonl`, import.meta.url))
}

/** Reads a recording of `test/frames`. */
export function readFrames(name: string): readonly RecordingLine[] {
  return linesOf(readFileSync(framesPath(name), 'utf8'))
}

/** Reads the text of a recording. */
export function linesOf(text: string): readonly RecordingLine[] {
  const read = parseRecording(text)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return read.lines
}

/** The shipped descriptors. */
export async function shippedDescriptors(): Promise<ReadonlyMap<string, Readers>> {
  const library = new DescriptorLibrary()
  library.replace(
    await openDescriptorFolder(fileURLToPath(new URL('../../../ddf', import.meta.url))).read(),
  )
  return library.active()
}

/** The shipped plugins. */
export function shipped(): readonly LoadedPlugin[] {
  return new PluginRegistry({ shipped: shippedPlugins }).active()
}

/** Lines of a station `BOX` over OCPP 1.6, a second apart. */
export function story(...frames: readonly unknown[]): readonly RecordingLine[] {
  const start = Date.UTC(2026, 10, 22, 12)
  const common = { identity: 'BOX', subprotocol: 'ocpp1.6' }
  const opening = { url: '/BOX', headers: {}, offered: ['ocpp1.6'] }
  return [
    { ...common, at: start, kind: 'open', opening },
    ...frames.map((frame, index): RecordingLine => {
      const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
      return { ...common, at: start + (index + 1) * 1000, kind: 'cp->csms', text }
    }),
  ]
}
