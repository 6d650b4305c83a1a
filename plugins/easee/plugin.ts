import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Home and Charge over local OCPP, from firmware 328. Quirks P3 P13 P17 X1 X13 C15: profiles must be
 * absolute and wear out its memory, so limits go to a volatile key first; `Available` flickers before
 * `Unavailable`.
 */
export default definePlugin({
  name: 'easee',
  revision: 1,
  match: [{ vendor: 'Easee*' }, { keys: ['DynamicChargerCurrent'] }],
  traits: {
    setup: { booleans: ['True', 'False'], sampleInterval: { min: 30, max: 86_400 } },
    profile: { kinds: ['Absolute'], purposes: ['TxDefaultProfile'], unit: 'A' },
    control: {
      current: { by: 'key', keys: ['DynamicChargerCurrent'], unit: 'A', divide: false },
      writesPerDay: 25,
      start: 'remoteOnPreparing',
    },
    meter: { debounce: { Available: 3 } },
    hints: [
      {
        level: 'info',
        text: 'Free charging is set on the box itself: keys freecharging and rfidtagfreecharging (5 to 20 characters)',
      },
    ],
  },
})
