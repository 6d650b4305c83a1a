import type { SimulatorEvent } from '../simulator/events.ts'

type Kind = SimulatorEvent['kind']
type EventOf<K extends Kind> = Extract<SimulatorEvent, { kind: K }>

const words: { readonly [K in Kind]: (event: EventOf<K>) => string } = {
  connected: ({ url }) => `connected to ${url}`,
  disconnected: ({ reason, retryIn }) =>
    `not connected: ${reason}; trying again in ${Math.max(1, Math.round(retryIn))} s`,
  booted: ({ status, interval }) =>
    status === 'Accepted'
      ? `accepted, heartbeat every ${interval} s`
      : `not accepted yet (${status}); trying again in ${interval || 30} s`,
  status: ({ status }) => status,
  card: ({ idTag, status }) => `card ${idTag} ${status}`,
  permitted: ({ idTag }) => `waits for a cable, for ${idTag}`,
  started: ({ idTag }) => `starts with ${idTag}`,
  numbered: ({ transaction }) => `is transaction ${transaction}`,
  metered: ({ power, currents, energy }) => {
    const current = Math.max(...currents)
    const flow = `${kilo(power, 1)} kW ${Math.round(current * 10) / 10} A`
    return `${power > 0 ? `charging ${flow}` : 'no current'}, ${kilo(energy, 3)} kWh so far`
  },
  full: () => 'the vehicle is full',
  stopped: ({ reason, energy }) => `ends (${reason}) after ${kilo(energy, 3)} kWh`,
  limited: ({ current }) => `may draw ${Math.round(current * 10) / 10} A`,
  configured: ({ key, value }) => `configured ${key} = ${value}`,
  called: ({ action, answer }) => `was asked for ${action}: ${answer}`,
  refused: ({ action, error }) => `got ${error} for ${action}`,
  resetting: ({ reset }) => `starts anew (${reset})`,
}

/** An event of a simulated station as one readable line. */
export function lineOf(event: SimulatorEvent): string {
  const where = 'connector' in event ? `${event.station}:${event.connector}` : event.station
  return `${where} ${text(event)}`
}

function text<K extends Kind>(event: EventOf<K>): string {
  const tell: (event: EventOf<K>) => string = words[event.kind]
  return tell(event)
}

function kilo(value: number, decimals: number): string {
  return (value / 1000).toFixed(decimals)
}
