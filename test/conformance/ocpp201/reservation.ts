import * as assert from 'uvu/assert'
import { type CaseEntry, group } from '../case.ts'
import { showsReservation, showsTransactions } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station201 } from './station.ts'
import { accepted, rejected, told } from './told.ts'

/** H: kept for somebody. */
export const reservation = group('H Reservation', {
  TC_H_01_CSMS: reserves('an EVSE', { evseId: 1 }),
  TC_H_07_CSMS: {
    by: 'host',
    must: 'a reservation that nobody uses ends, and the connector is free again',
    async run(trial) {
      const station = await Station201.ready(trial, { ReserveNow: () => accepted })
      const card = await trial.card()
      await reserve(trial, { card, evseId: 1 })
      await station.status('Reserved')
      await showsReservation(trial, { idTag: card, state: 'active' })
      await trial.pass(3600)
      await station.call('ReservationStatusUpdate', {
        reservationId: 7,
        reservationUpdateStatus: 'Expired',
      })
      await station.status('Available')
      await trial.shows({ cps: 65 })
      await showsReservation(trial, { state: 'expired' })
    },
  },
  TC_H_08_CSMS: reserves('some EVSE', {}),
  TC_H_14_CSMS: {
    by: 'host',
    must: 'with as many reservations as EVSEs, none is left, and the next is refused',
    async run(trial) {
      const answers = [accepted, accepted, { status: 'Occupied' }]
      const station = await Station201.ready(trial, {
        ReserveNow: () => answers.shift() ?? rejected,
      })
      for (const id of [1, 2]) {
        assert.equal(await reserve(trial, { card: await trial.card(), id }), accepted)
      }
      for (const evse of [1, 2]) await station.status('Reserved', { evse })
      const card = await trial.card()
      assert.equal(await reserve(trial, { card, id: 3 }), { status: 'Occupied' })
      for (const connector of [1, 2]) await trial.shows({ cps: 65 }, connector)
    },
  },
  TC_H_15_CSMS: reserves('a type of connector', { connectorType: 'cType2' }),
  TC_H_17_CSMS: {
    by: 'host',
    must: 'a reservation is cancelled, and the connector is free again',
    async run(trial) {
      const station = await Station201.ready(trial, {
        ReserveNow: () => accepted,
        CancelReservation: () => accepted,
      })
      await reserve(trial, { card: await trial.card(), evseId: 1 })
      await station.status('Reserved')
      assert.equal(await trial.tell('CancelReservation', { reservationId: 7 }), accepted)
      assert.equal(station.got('CancelReservation'), [{ reservationId: 7 }])
      await station.status('Available')
      await showsReservation(trial, { state: 'cancelled' })
    },
    twin: {
      must: 'a reservation that the station does not have is told so, and another stays',
      async run(trial) {
        const station = await Station201.ready(trial, {
          ReserveNow: () => accepted,
          CancelReservation: () => rejected,
        })
        await reserve(trial, { card: await trial.card(), evseId: 1 })
        await station.status('Reserved')
        assert.equal(await trial.tell('CancelReservation', { reservationId: 8 }), rejected)
        await showsReservation(trial, { state: 'active' })
      },
    },
  },
  TC_H_19_CSMS: {
    by: 'host',
    must: 'another card of the group uses the reservation',
    async run(trial) {
      const station = await Station201.ready(trial, { ReserveNow: () => accepted })
      const [card, other] = [
        await trial.card({ parent: 'STAFF' }),
        await trial.card({ parent: 'STAFF' }),
      ]
      await reserve(trial, { card, evseId: 1, group: 'STAFF' })
      await station.status('Reserved')
      await uses(station, other)
      await showsReservation(trial, { state: 'used', parent: 'STAFF' })
      await showsTransactions(trial, [{ idTag: other, stoppedAt: null }])
    },
  },
  TC_H_20_CSMS: {
    by: 'station',
    must: 'a fault ends the reservation',
    async run(trial) {
      const station = await Station201.ready(trial, { ReserveNow: () => accepted })
      await reserve(trial, { card: await trial.card(), evseId: 1 })
      await station.status('Reserved')
      await station.status('Faulted')
      await station.call('ReservationStatusUpdate', {
        reservationId: 7,
        reservationUpdateStatus: 'Removed',
      })
      await trial.shows({ cps: 69, errorState: 1 })
      await showsReservation(trial, { state: 'ended' })
    },
  },
  TC_H_22_CSMS: told({
    must: 'a station that takes no reservations says so, and none is on record',
    action: 'ReserveNow',
    payload: {
      id: 7,
      expiryDateTime: '2031-01-01T00:00:00.000Z',
      idToken: { idToken: 'CARD', type: 'ISO14443' },
      evseId: 1,
    },
    answer: rejected,
    after: async (_, trial) => {
      await showsReservation(trial)
    },
  }),
})

interface Wanted {
  readonly card: string
  readonly id?: number
  readonly evseId?: number
  readonly connectorType?: string
  readonly group?: string
}

function reserve(trial: Trial, { card, id = 7, group: of, ...where }: Wanted) {
  return trial.tell('ReserveNow', {
    id,
    expiryDateTime: trial.time(3600),
    idToken: { idToken: card, type: 'ISO14443' },
    ...(of === undefined ? {} : { groupIdToken: { idToken: of, type: 'Central' } }),
    ...where,
  })
}

/** Charges with a card on what was reserved. */
async function uses(station: Station201, idToken: string): Promise<void> {
  assert.is(await station.authorize(idToken), 'Accepted')
  const id = station.newTransaction()
  const start = { type: 'Started', trigger: 'Authorized', evse: 1, reservationId: 7 } as const
  await station.event(id, { ...start, idToken, register: 0 })
  await station.status('Occupied')
}

function reserves(what: string, where: Omit<Wanted, 'card'>): CaseEntry {
  return {
    by: 'host',
    must: `${what} is reserved for a card, and the reservation is used up when it charges`,
    async run(trial) {
      const station = await Station201.ready(trial, { ReserveNow: () => accepted })
      const card = await trial.card()
      assert.equal(await reserve(trial, { card, ...where }), accepted)
      await station.status('Reserved')
      await trial.shows({ cps: 65 })
      const connector = where.evseId ?? 0
      await showsReservation(trial, { idTag: card, connector, state: 'active' })
      await uses(station, card)
      await trial.shows({ rfid: card, rfidAuth: 1 })
      await showsReservation(trial, { state: 'used' })
      await showsTransactions(trial, [{ idTag: card, stoppedAt: null }])
    },
    twin: {
      must: 'in use or out of order, it is not reserved, and none is on record',
      async run(trial) {
        for (const status of ['Occupied', 'Faulted', 'Unavailable']) {
          const answer = { status }
          await Station201.ready(trial, { ReserveNow: () => answer })
          assert.equal(await reserve(trial, { card: 'CARD', ...where }), answer)
          await showsReservation(trial)
        }
      },
    },
  }
}
