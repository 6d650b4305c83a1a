import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Terra AC, not the DC chargers. Quirks B12 C6 F10 M7 M18 P1: up to firmware 1.8.21 reading the
 * measurand list back boots it, it accepts every measurand though few work, its register begins anew
 * with each session. What it says before its firmware is known must be safe already, so none of it
 * depends on the firmware.
 */
export default definePlugin({
  name: 'abb-terra-ac',
  revision: 1,
  match: [
    { vendor: 'ABB', model: '*TACW*' },
    { vendor: 'ABB', model: '*NET_WIFI*' },
    { vendor: 'ABB', serial: 'TACW*' },
    { station: 'TACW*' },
  ],
  traits: {
    setup: {
      neverRead: ['MeterValuesSampledData'],
      measurands: [
        'Current.Import',
        'Current.Offered',
        'Energy.Active.Import.Register',
        'Power.Active.Import',
        'Voltage',
      ],
    },
    profile: { stackLevel: 0 },
    meter: { register: 'session', voltageOnlyWhileCharging: true },
  },
})
