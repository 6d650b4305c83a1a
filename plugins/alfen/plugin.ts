import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Eve Single and Double. Quirks C7 F7 F18 P11 X2 X6 X10: measurands want their phase, nine at most;
 * a start by the host works with the card that one of its keys names; phases are switched by
 * TxProfile only.
 */
export default definePlugin({
  name: 'alfen',
  revision: 1,
  match: [
    { vendor: 'Alfen BV', model: 'NG9*' },
    { vendor: 'Alfen BV' },
    { keys: ['PlugAndChargeIdentifier'] },
  ],
  traits: {
    setup: {
      maxMeasurands: 9,
      measurands: [
        'Energy.Active.Import.Register',
        'Power.Active.Import',
        'Current.Import.L1',
        'Current.Import.L2',
        'Current.Import.L3',
        'Voltage.L1-N',
        'Voltage.L2-N',
        'Voltage.L3-N',
        'Current.Offered',
      ],
    },
    control: { idTag: { key: 'PlugAndChargeIdentifier', else: 'DDF' } },
  },
  variants: [
    {
      option: { phaseSwitching: true },
      traits: { profile: { purposes: ['TxProfile', 'TxDefaultProfile'] } },
    },
    // For boxes without plug and charge: the host starts when a vehicle is plugged in.
    { option: { remoteStart: true }, traits: { control: { start: 'remoteOnPreparing' } } },
  ],
  options: { phaseSwitching: false, remoteStart: false },
})
