import { definePlugin, type Hooks } from '../../../../runtime/plugin/plugin.ts'

/** Hooks that touch everything a hook may touch. */
const hooks = {
  text: (text) => text.replaceAll("'", '"').trim(),
  payload(action, payload, context) {
    context.log(`${action} of ${context.station} at ${context.now}`)
    context.memory.seen = [context.traits.control.min, context.options.fast ?? null]
    context.memory.time = [Date.now(), new Date().toISOString(), new Date(0).toISOString()]
    context.memory.kinds = [new Date() instanceof Date, typeof Date(), Date.UTC(2024, 0)]
    context.memory.chance = [Math.random(), Math.random()]
    return walk(payload)
  },
  event(event, context) {
    if (event.kind === 'ReservationEnded') return null
    if (event.kind !== 'Noticed') return event
    context.send({ kind: 'TriggerMessage', message: 'StatusNotification', connector: 1 })
    const count = context.memory.count ?? 0
    context.memory.count = typeof count === 'number' ? count + 1 : 1
    Object.assign(event, { payload: Math.random() })
    const action = `${context.connectors.length} ${Math.random()}`
    return [event, { ...event, at: Date.parse(new Date().toJSON()) + 0.5, action }]
  },
  command(command) {
    if (command.kind === 'Reset') throw new RangeError(`No ${command.hard ? 'hard' : 'soft'} reset`)
    if (command.kind === 'UnlockConnector') return null
    return command.kind === 'CancelReservation' ? { ...command, id: Number.NaN } : [command]
  },
} satisfies Hooks

/** A plugin to compare one way of running with the other. */
export default definePlugin({ name: 'acme', revision: 1, match: [{ vendor: 'Acme' }], hooks })

function walk(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^\s*(\d+),(\d+)\s*$/, '$1.$2')
  if (Array.isArray(value)) return value.map(walk)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one)]))
}
