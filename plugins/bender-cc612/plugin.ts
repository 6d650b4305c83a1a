import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * Charge controller CC612 and the boxes built on it. Quirks C14 C15 P14 X16: booleans are 0 and 1, the
 * interval of heartbeats has another name, in some free-charging modes there are no transactions and a
 * stop by the host is refused, many keys count only after a reboot.
 */
export default definePlugin({
  name: 'bender-cc612',
  revision: 1,
  match: [
    { vendor: 'Bender*', model: 'CC612*' },
    { vendor: 'Ebee*', model: 'CC612*' },
    { vendor: 'Bender*' },
    { vendor: 'Ebee*' },
    { vendor: 'Webasto*', model: '*Webasto_AC_Live*' },
    { keys: ['OCPPMode', 'FreeChargingMode'] },
  ],
  traits: {
    setup: {
      booleans: ['1', '0'],
      aliases: { HeartbeatInterval: ['HeartBeatInterval'] },
    },
  },
  variants: [
    { option: { freeCharging: true }, traits: { meter: { session: 'fromStatus' } } },
    {
      option: { limitByKey: true },
      traits: {
        control: {
          current: {
            by: 'key',
            keys: ['OperatorCurrentLimit', 'OperatorCurrentLimit_2'],
            unit: 'A',
            divide: false,
          },
        },
      },
    },
    { option: { rebootWhenIdle: true }, traits: { setup: { reboot: 'whenIdle' } } },
  ],
  options: { freeCharging: false, limitByKey: false, rebootWhenIdle: false },
})
