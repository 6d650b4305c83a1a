import type { HostCall } from './raw_station.ts'
import { at, type Scene } from './scene.ts'

/** The calls of the host since the last look. */
export function taken({ station }: Pick<Scene, 'station'>): readonly HostCall[] {
  return station.calls.splice(0)
}

/** Payloads of the calls of one action since the last look; the others are forgotten. */
export function sent(scene: Pick<Scene, 'station'>, action: string): readonly unknown[] {
  return taken(scene).flatMap((call) => (call.action === action ? [call.payload] : []))
}

/** The calls since the last look, each on one line: what it is about, in few words. */
export function said(scene: Pick<Scene, 'station'>): readonly string[] {
  return taken(scene).map(lineOf)
}

/** A call on one line, such as `SetChargingProfile 1 TxDefaultProfile Absolute 0: 16 A`. */
export function lineOf({ action, payload }: HostCall): string {
  const words = [action, ...aboutOf(action, payload)]
  return words.filter((word) => word !== undefined && word !== '').join(' ')
}

function aboutOf(action: string, payload: unknown): readonly unknown[] {
  const of = (path: string) => at(payload, path)
  switch (action) {
    case 'SetChargingProfile': {
      const profile = 'csChargingProfiles'
      const schedule = `${profile}.chargingSchedule`
      const period = `${schedule}.chargingSchedulePeriod.0`
      const phases = of(`${period}.numberPhases`)
      return [
        of('connectorId'),
        of(`${profile}.chargingProfilePurpose`),
        of(`${profile}.chargingProfileKind`),
        `${of(`${profile}.stackLevel`)}:`,
        of(`${period}.limit`),
        of(`${schedule}.chargingRateUnit`),
        phases === undefined ? undefined : `on ${phases}`,
      ]
    }
    case 'ChangeConfiguration':
      return [`${of('key')} = ${of('value')}`]
    case 'GetConfiguration': {
      const keys = of('key')
      return Array.isArray(keys) ? [keys.join(', ')] : []
    }
    case 'RemoteStartTransaction':
      return [of('connectorId'), of('idTag')]
    case 'RemoteStopTransaction':
      return [of('transactionId')]
    case 'ChangeAvailability':
      return [of('connectorId'), of('type')]
    case 'TriggerMessage':
      return [of('requestedMessage'), of('connectorId')]
    case 'Reset':
      return [of('type')]
    default:
      return []
  }
}
