import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Grizzl-E by United Chargers. Quirks T1 C3 M1 M7 P4 P14: its answer about the list of measurands is
 * cut off, and reading it may boot it; its register begins anew with each session; it accepts a limit
 * for the whole station and ignores it. That it comes without a subprotocol and without an id is the
 * core's to bear.
 */
export default definePlugin({
  name: 'grizzl-e',
  revision: 1,
  match: [{ vendor: 'United Chargers', model: 'GRS-*' }, { vendor: 'United Chargers' }],
  traits: {
    setup: { neverRead: ['MeterValuesSampledData'], neverWrite: ['MeterValuesSampledData'] },
    profile: { purposes: ['TxDefaultProfile', 'TxProfile'] },
    meter: { register: 'session' },
  },
  variants: [
    // Old ones are limited by a key in mA.
    {
      option: { limitByKey: true },
      traits: {
        control: { current: { by: 'key', keys: ['SetCurrent'], unit: 'mA', divide: false } },
      },
    },
  ],
  options: { limitByKey: false },
})
