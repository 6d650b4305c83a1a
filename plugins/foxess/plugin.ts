import { definePlugin } from '../../runtime/plugin/plugin.ts'

/**
 * A-series. Quirks T10 T12 B10 M22 P18 X11 X19: over the later version it says what belongs to the
 * older one, refuses every profile, measures energy only and is Available with the cable in after each
 * transaction, so the oldest version it offers is spoken. A start soon after a stop takes it offline.
 */
export default definePlugin({
  name: 'foxess',
  revision: 1,
  match: [{ vendor: 'Fox*ESS*' }, { model: 'A0*KP1*' }],
  traits: {
    transport: { oldestVersion: true },
    control: { holdOff: 180 },
    hints: [
      {
        level: 'warning',
        text: 'Set the version in the app of the box, not "auto"; a box that was never here before connects twice',
      },
      {
        level: 'info',
        text: 'After a connection is lost it may take up to twenty minutes until it is back',
      },
    ],
  },
})
