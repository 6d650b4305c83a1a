import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * KeContact P30. Quirks T11 F13 M17 P14: after seven days without a host it gives up; a ceiling can be
 * set by a key in mA. Times with a zone as `+0000`, and signed readings in kWh beside plain ones in
 * Wh, are the core's to read.
 */
export default definePlugin({
  name: 'keba',
  revision: 1,
  match: [{ vendor: 'Keba*', model: 'KC-P30*' }, { vendor: 'Keba*' }],
  traits: {
    hints: [
      {
        level: 'warning',
        text: 'After seven days without a connection the box stops trying: power it off and on',
      },
    ],
  },
  variants: [
    {
      option: { limitByKey: true },
      traits: {
        control: {
          current: { by: 'key', keys: ['MaxAvailableCurrent'], unit: 'mA', divide: false },
        },
      },
    },
  ],
  options: { limitByKey: false },
})
