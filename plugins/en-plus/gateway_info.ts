import type { StationEvent } from '../../runtime/plugin/plugin.ts'

type Noticed = Extract<StationEvent, { kind: 'Noticed' }>

/**
 * What its gateway says of the circuit, as keys that a descriptor may read: `gatewayInfo/maxCurrent`
 * in A (it comes in 0.1 A) and `gatewayInfo/phases`.
 */
export function gatewayInfo(event: Noticed): StationEvent | StationEvent[] {
  if (member(event.payload, 'messageId') !== 'gatewayInfo') return event
  const info = parsed(member(event.payload, 'data'))
  const current = member(info, 'maxCurr')
  const phases = member(info, 'phase')
  const values = [
    ...(typeof current === 'number' ? [value('gatewayInfo/maxCurrent', current / 10)] : []),
    ...(typeof phases === 'number' ? [value('gatewayInfo/phases', phases)] : []),
  ]
  return values.length === 0 ? event : [event, { kind: 'ConfigurationRead', values }]
}

function value(key: string, number: number) {
  return { key, value: String(number), readonly: true }
}

function member(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
