import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * MaxiCharger AC. Quirks T4 B13 P3 P4 X1 X3 X9: OCPP switches its own start off; a relative profile is
 * answered by an error in words of a later version; after a stop it stays in `Finishing` until it is
 * reset or unplugged.
 */
export default definePlugin({
  name: 'autel',
  revision: 1,
  match: [{ vendor: 'Autel*', model: 'MaxiCharger*' }, { vendor: 'Autel*' }],
  traits: {
    profile: { kinds: ['Absolute'] },
    control: { start: 'remoteOnPreparing' },
    hints: [
      {
        level: 'warning',
        text: 'Needs CCM V1.51.00 and PCM V1.19.00; over wss it needs the root certificate uploaded',
      },
      {
        level: 'info',
        text: 'After a stop it starts again only when unplugged, or with the option resetToResume',
      },
    ],
  },
  variants: [{ option: { resetToResume: true }, traits: { control: { resume: 'reset' } } }],
  options: { resetToResume: false },
})
