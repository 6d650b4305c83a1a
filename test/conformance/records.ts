import * as assert from 'uvu/assert'
import { pick, type Trial } from './trial.ts'

type Members = Readonly<Record<string, unknown>>

/** The transactions of the station as they are on record, by their start and connector. */
export async function transactions(trial: Trial): Promise<readonly Members[]> {
  const all = await trial.records(`/transactions?station=${trial.id}`)
  const order = ({ startedAt, connector }: Members) => `${startedAt} ${connector}`
  return [...all].sort((a, b) => order(a).localeCompare(order(b)))
}

/** Checks that these transactions, and no others, are on record with these members. */
export async function showsTransactions(trial: Trial, wanted: readonly Members[]): Promise<void> {
  const all = await transactions(trial)
  const found = all.map((one, index) => pick(one, wanted[index] ?? one))
  assert.equal(found, wanted, 'the transactions on record')
}

/** Checks that the only reservation on record has these members; without any, that there is none. */
export async function showsReservation(trial: Trial, wanted?: Members): Promise<void> {
  const all = await trial.records(`/stations/${trial.id}/reservations`)
  const found = all.map((one) => pick(one, wanted ?? one))
  assert.equal(found, wanted === undefined ? [] : [wanted], 'the reservations on record')
}

/** Checks that the latest operation has these members. */
export async function showsOperation(trial: Trial, wanted: Members): Promise<void> {
  const all = await trial.records(`/stations/${trial.id}/operations?limit=1000`)
  assert.equal(pick(all.at(-1) ?? {}, wanted), wanted, 'the latest operation on record')
}

/** Checks what the parts of the latest operation brought. */
export async function showsData(trial: Trial, wanted: readonly unknown[]): Promise<void> {
  const all = await trial.records(`/stations/${trial.id}/operations?limit=1000`)
  const one = await trial.read(`/stations/${trial.id}/operations/${all.at(-1)?.n}`)
  assert.equal(Object(one).data, wanted, 'the data of the latest operation')
}

/** Checks that the station is on record with a notice of an action, and its payload. */
export async function showsNotice(trial: Trial, action: string, payload: unknown): Promise<void> {
  const all = await trial.records(`/stations/${trial.id}/notices`)
  const found = all.filter((one) => one.action === action)
  assert.equal(found.at(-1)?.payload, payload, `the latest notice of ${action}`)
}
