import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * INCH. Quirks C9 P19 X8: the list of measurands counts only after a reboot, and its transactions have
 * ids of its own unless it is told otherwise. What can be said to it beyond the standard
 * (SetChargingMode, SetChargingRateKmPerKWh, TxLimit) goes by DataTransfer to the vendor Etrel, which
 * an item of a descriptor may write.
 */
export default definePlugin({
  name: 'etrel',
  revision: 1,
  match: [{ vendor: 'Etrel*', model: 'G-HB1V5CY20-*' }, { vendor: 'Etrel*' }],
  traits: {
    transport: { dataVendors: ['Etrel'] },
    hints: [
      {
        level: 'info',
        text: 'Set "Charging Authorization" to the central system, else its transactions have ids of its own',
      },
    ],
  },
  variants: [{ option: { rebootWhenIdle: true }, traits: { setup: { reboot: 'whenIdle' } } }],
  options: { rebootWhenIdle: false },
})
