import type { Scene } from './scene.ts'

/** Measurands that the host asks for where a station takes all. */
export const allMeasurands =
  'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage'
/** Keys that set-up and the general descriptor need. */
export const wantedKeys = [
  'MeterValueSampleInterval',
  'MeterValuesSampledData',
  'MeterValuesSampledDataMaxLength',
  'ChargeProfileMaxStackLevel',
  'ChargingScheduleAllowedChargingRateUnit',
  'NumberOfConnectors',
  'ConnectorSwitch3to1PhaseSupported',
]
/** What a station has that needs little set-up. */
export const usual = {
  MeterValueSampleInterval: '60',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  NumberOfConnectors: '1',
}

/** The calls that the host made, in order: action and payload. */
export function calls({ station }: Scene): readonly (readonly [string, unknown])[] {
  return station.calls.map(({ action, payload }) => [action, payload] as const)
}

/** Calls of a set-up, as `calls` shows them. */
export const read = (...key: string[]) =>
  ['GetConfiguration', key.length === 0 ? {} : { key }] as const
export const set = (key: string, value: string) => ['ChangeConfiguration', { key, value }] as const
export const trigger = (requestedMessage: string) =>
  ['TriggerMessage', { requestedMessage }] as const
