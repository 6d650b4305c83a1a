import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * MaxiCharger AC. Quirks T4 B13 P3 P4 X1 X3 X9: OCPP switches its own start off; a relative profile for
 * the whole station is answered by an error in words of a later version; it stays in `Finishing`
 * until it is reset or unplugged.
 */
export default definePlugin({
  name: 'autel',
  revision: 1,
  match: [{ vendor: 'Autel*', model: 'MaxiCharger*' }, { vendor: 'Autel*' }],
  traits: {
    profile: {
      kinds: ['Absolute'],
      purposes: ['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile'],
    },
    control: { start: 'remoteOnPreparing' },
    hints: [
      {
        level: 'warning',
        text: 'Needs CCM V1.51.00 and PCM V1.19.00; a new start without unplugging may need a reset',
      },
    ],
  },
})
