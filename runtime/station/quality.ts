import type { StationFacts } from '../model.ts'
import type { Device } from './device.ts'

/**
 * How far the link can be trusted, 0..100: 100 while the station was heard within its interval, then
 * falling evenly to 1 at four times that, 0 when it is not connected.
 * @param interval seconds within which a live station is heard
 */
export function linkQuality(facts: StationFacts, interval: number, now: number): number {
  if (!facts.online || Number.isNaN(facts.lastSeen)) return 0
  const silence = (now - facts.lastSeen) / 1000
  if (silence <= interval) return 100
  return Math.max(1, Math.round(100 * (1 - (silence - interval) / (3 * interval))))
}

/** Seconds within which a live station is heard: while it charges its samples, else its heartbeat. */
export function heardWithin(
  devices: readonly Pick<Device, 'facts' | 'choice'>[],
  heartbeat: number,
): number {
  for (const { facts, choice } of devices) {
    if (facts.transaction?.active !== true) continue
    return Math.min(heartbeat, (choice.readers.wish.sampleInterval || heartbeat) * 2)
  }
  return heartbeat
}
