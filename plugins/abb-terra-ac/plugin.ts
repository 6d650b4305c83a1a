import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Terra AC, not the DC chargers. Quirks B12 C6 F10 M7 M18 P1: reading the measurand list back boots
 * it (up to 1.8.21), every measurand is accepted though few work, the register begins anew with each
 * session.
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
