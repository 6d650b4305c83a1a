import type { Restart } from './restart/restart.ts'
import type { Hub } from './station/hub.ts'
import type { WriteResult } from './station/writer.ts'

/**
 * Writes an item of a device. What was written is stored before anybody is told, for it is to be sent
 * again; and what is kept for an absent station is promised.
 */
export async function writeItem(
  { hub, restart }: { readonly hub: Hub; readonly restart: Restart },
  address: string,
  ...[key, input]: [key: string, input: unknown]
): Promise<WriteResult> {
  const device = hub.device(address)
  const keeper = device && hub.station(device.facts.station.id)
  const index = device?.choice.readers.indexOf.get(key)
  if (device === undefined || keeper === undefined || index === undefined) {
    return { kind: 'offline' }
  }
  const result = await keeper.write(device, index, input)
  if (result.kind !== 'done' && result.kind !== 'kept') return result
  if (result.kind === 'done' || result.why !== 'offline') {
    // What the station took it has; where this fails, it is tried again behind.
    await restart.written(device).catch(() => undefined)
    return result
  }
  return restart.flush().then(
    () => result,
    (error: Error): WriteResult => ({
      kind: 'impossible',
      detail: `The station is away, and nothing can be kept for it now: ${error.message}`,
    }),
  )
}
