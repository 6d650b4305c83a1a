import { definePlugin } from '../../../runtime/plugin/plugin.ts'

interface Sampled {
  readonly value: string
  readonly measurand?: string
  readonly unit?: string
  readonly phase?: string
  readonly context?: string
}

interface MeterValues {
  readonly connectorId: number
  readonly transactionId?: number
  readonly meterValue: readonly {
    readonly timestamp: string
    readonly sampledValue: readonly Sampled[]
  }[]
}

/** A plugin with a hook of ordinary size: commas, kilowatt hours, missing phases, unknown members. */
export default definePlugin({
  name: 'acme',
  revision: 1,
  match: [{ vendor: 'Acme' }],
  hooks: {
    payload(action, payload) {
      if (action !== 'MeterValues' || !isMeterValues(payload)) return payload
      const { connectorId, transactionId, meterValue } = payload
      return {
        connectorId,
        transactionId,
        meterValue: meterValue.map(({ timestamp, sampledValue }) => ({
          timestamp,
          sampledValue: sampledValue.map(repaired),
        })),
      }
    },
  },
})

function isMeterValues(payload: unknown): payload is MeterValues {
  return typeof payload === 'object' && payload !== null && 'meterValue' in payload
}

function repaired({ value, measurand, unit, phase, context }: Sampled): Sampled {
  const number = Number(value.replace(',', '.'))
  const kilo = unit === 'kWh'
  return {
    value: String(kilo ? Math.round(number * 1000) : number),
    ...(context === undefined ? {} : { context }),
    ...(measurand === undefined ? {} : { measurand }),
    ...(measurand?.startsWith('Current') === true ? { phase: phase ?? 'L1' } : {}),
    unit: kilo ? 'Wh' : (unit ?? 'W'),
  }
}
