import * as v from 'valibot'
import { transactionFlags } from '../ledger/view.ts'
import { cardStatuses } from '../model.ts'
import { baseUnitOf } from '../units.ts'
import type { Measured, TransactionFlag, TransactionView } from './ports/transactions.ts'
import { isoTime } from './time.ts'

const time = v.pipe(v.nullable(v.string()), v.description('ISO 8601 UTC'))
const energy = (text: string) => v.pipe(v.nullable(v.number()), v.description(`Wh; ${text}`))
const flagNames = Object.keys(transactionFlags).filter(isFlag)
const flagText = Object.entries(transactionFlags).map(([name, text]) => `\`${name}\`: ${text}`)

const transaction = {
  id: v.pipe(
    v.string(),
    v.description(
      'Unique among all stations and never changed: `ChargepointID:` and the transaction id of OCPP; ' +
        '`%`, `:` and `~` in either are percent-encoded, and `~2` follows where the station used that ' +
        'id before',
    ),
  ),
  station: v.string(),
  connector: v.pipe(v.number(), v.integer(), v.description('0 = not known, or not known yet')),
  address: v.pipe(
    v.nullable(v.string()),
    v.description('Of the device, `ChargepointID:ConnectorID`; `null` without a connector'),
  ),
  transactionId: v.pipe(v.string(), v.description('What it is called in OCPP')),
  idTag: v.pipe(v.nullable(v.string()), v.description('The card it was started with')),
  idTagStatus: v.pipe(
    v.nullable(v.picklist(cardStatuses)),
    v.description('What was answered about the card'),
  ),
  meterStart: energy('register at the start, where it is known'),
  meterStop: energy('register at the end, where it is known'),
  energy: energy(
    'never below 0; so far, while it runs; the sum of the parts where the register began anew; ' +
      '`null` when no register is known',
  ),
  startedAt: v.pipe(time, v.description('ISO 8601 UTC; `null` when the start was never told')),
  stoppedAt: v.pipe(time, v.description('ISO 8601 UTC; `null` while it runs')),
  stopReason: v.pipe(v.nullable(v.string()), v.description('In the words of OCPP')),
  flags: v.pipe(
    v.array(v.picklist(flagNames)),
    v.description(`What is amiss with the record.\n\n${flagText.join('\n\n')}`),
  ),
}

/** A transaction of the list. */
export const transactionSchema = v.pipe(v.object(transaction), v.metadata({ ref: 'Transaction' }))

const sample = v.object({
  measurand: v.string(),
  phase: v.nullable(v.string()),
  location: v.nullable(v.string()),
  context: v.string(),
  value: v.number(),
  unit: v.string(),
  at: v.string(),
})

/** A transaction by itself. */
export const transactionDetailSchema = v.pipe(
  v.object({
    ...transaction,
    meterValues: v.pipe(
      v.array(
        v.object({
          at: v.string(),
          samples: v.pipe(v.array(sample), v.description('In base units')),
          signed: v.optional(
            v.pipe(
              v.array(v.object({ at: v.string(), value: v.looseObject({}) })),
              v.description('Readings with a signature, word for word as the station sent them'),
            ),
          ),
        }),
      ),
      v.description('What was measured during it, one entry a message, by time'),
    ),
  }),
  v.metadata({ ref: 'TransactionDetail' }),
)

/** Columns of the list as CSV. */
export const transactionColumns = Object.keys(transaction).filter(isColumn)

/** A transaction as it is answered. */
export function transactionView(view: TransactionView): v.InferOutput<typeof transactionSchema> {
  const { id, station, connector, energy, flags } = view
  return {
    id,
    station,
    connector,
    address: connector > 0 ? `${station}:${connector}` : null,
    transactionId: view.transaction,
    idTag: view.idTag ?? null,
    idTagStatus: view.idTagStatus ?? null,
    meterStart: view.meterStart ?? null,
    meterStop: view.meterStop ?? null,
    energy: energy ?? null,
    startedAt: isoTime(view.startedAt),
    stoppedAt: isoTime(view.stoppedAt),
    stopReason: view.stopReason ?? null,
    flags: [...flags],
  }
}

/** A transaction with its meter values as it is answered. */
export function transactionDetailView(
  view: TransactionView,
  measured: readonly Measured[],
): v.InferOutput<typeof transactionDetailSchema> {
  return { ...transactionView(view), meterValues: measured.map(meterValueView) }
}

function meterValueView({ samples, signed }: Measured) {
  const at = iso(samples[0]?.at ?? signed?.[0]?.at ?? 0)
  const values = samples.map(({ measurand, phase, location, context, value, at: from }) => ({
    measurand,
    phase: phase || null,
    location: location || null,
    context,
    value,
    unit: baseUnitOf(measurand),
    at: iso(from),
  }))
  if (signed === undefined) return { at, samples: values }
  const verbatim = signed.map((one) => ({ at: iso(one.at), value: { ...one.value } }))
  return { at, samples: values, signed: verbatim }
}

function iso(ms: number): string {
  return isoTime(ms) ?? ''
}

function isFlag(name: string): name is TransactionFlag {
  return Object.hasOwn(transactionFlags, name)
}

function isColumn(name: string): name is keyof typeof transaction {
  return Object.hasOwn(transaction, name)
}
