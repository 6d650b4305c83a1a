import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import { group } from '../case.ts'
import { showsReservation } from '../records.ts'
import type { Trial } from '../trial.ts'
import { Station16 } from './station.ts'

const accepted = () => ({ status: 'Accepted' })
const number = 7

/** Reserving a connector, or a whole station, for a card. */
export const reservation = group('Reservation', {
  TC_046_CSMS: {
    by: 'host',
    must: 'a reserved connector is used by its card, and the reservation is used up',
    async run(trial) {
      const card = await trial.card()
      const station = await reserved(trial, { idTag: card })
      await showsReservation(trial, { connector: 1, idTag: card, state: 'active' })
      assert.is(await station.authorize(card), 'Accepted')
      const { id, status } = await station.start(card, { reservationId: number })
      assert.is(status, 'Accepted')
      await station.status('Charging')
      await showsReservation(trial, {
        state: 'used',
        transactionId: `${id}`,
        endedAt: trial.time(),
      })
    },
    twin: {
      must: 'a start with the number of a reservation of another station uses none up',
      async run(trial) {
        const card = await trial.card()
        await reserved(trial, { idTag: card })
        const other = await Station16.connect(trial, { identity: `${trial.id}-B` })
        await other.boot()
        await other.start(card, { reservationId: number })
        await showsReservation(trial, { state: 'active', transactionId: null })
        assert.equal(await trial.records(`/stations/${trial.id}-B/reservations`), [])
      },
    },
  },
  TC_047_CSMS: {
    by: 'host',
    must: 'a reservation whose time is over has ended, and the connector is free',
    async run(trial) {
      const station = await reserved(trial, { expiresIn: 60 })
      const expiry = trial.time(60)
      await trial.pass(60)
      await station.status('Available')
      await showsReservation(trial, { state: 'expired', expiry, endedAt: expiry })
      await trial.shows({ cps: 65, rfidAuth: 0 })
    },
    twin: {
      must: 'it is over by then even if the station says nothing',
      async run(trial) {
        await reserved(trial, { expiresIn: 60 })
        await trial.pass(59)
        await showsReservation(trial, { state: 'active', endedAt: null })
        await trial.pass(1)
        await showsReservation(trial, { state: 'expired', endedAt: trial.time() })
      },
    },
  },
  TC_048_1_CSMS: refusal('Faulted', 'a faulted connector cannot be reserved', async (station) => {
    await station.status('Faulted', { errorCode: 'OtherError' })
  }),
  TC_048_2_CSMS: refusal(
    'Occupied',
    'an occupied connector cannot be reserved',
    async (station) => {
      await station.status('Preparing')
    },
  ),
  TC_048_3_CSMS: {
    by: 'host',
    must: 'a connector out of service cannot be reserved',
    async run(trial) {
      const station = await Station16.ready(trial, {
        ChangeAvailability: accepted,
        ReserveNow: () => ({ status: 'Unavailable' }),
      })
      const change = { connectorId: 1, type: 'Inoperative' }
      assert.equal(await trial.tell('ChangeAvailability', change), { status: 'Accepted' })
      await station.status('Unavailable')
      await trial.shows({ cps: 70 })
      assert.equal(await reserve(trial), { status: 'Unavailable' })
      assert.equal(await reservationsOf(trial), [])
    },
  },
  TC_048_4_CSMS: refusal(
    'Rejected',
    'a station that takes no reservations refuses',
    async () => {},
  ),
  TC_049_CSMS: {
    by: 'host',
    must: 'a reservation of the whole station is used up by a start on any connector',
    async run(trial) {
      const card = await trial.card()
      const station = await reserved(trial, { idTag: card, connectorId: 0 })
      await showsReservation(trial, { connector: 0, state: 'active' })
      await station.status('Preparing', { connector: 2 })
      const { id } = await station.start(card, { connector: 2, reservationId: number })
      await station.status('Charging', { connector: 2 })
      await showsReservation(trial, { connector: 0, state: 'used', transactionId: `${id}` })
      await trial.shows({ cps: 67, rfid: card }, 2)
    },
  },
  TC_051_CSMS: {
    by: 'host',
    must: 'a reservation is cancelled',
    async run(trial) {
      const station = await reserved(trial)
      const cancel = { reservationId: number }
      assert.equal(await trial.tell('CancelReservation', cancel), { status: 'Accepted' })
      assert.equal(station.got('CancelReservation'), [cancel])
      await showsReservation(trial, { state: 'cancelled', endedAt: trial.time() })
      await station.status('Available')
      await showsReservation(trial, { state: 'cancelled' })
    },
  },
  TC_052_CSMS: {
    by: 'host',
    must: 'an unknown reservation cannot be cancelled, and a known one stays',
    async run(trial) {
      const station = await reserved(trial)
      const cancel = { reservationId: number + 1 }
      assert.equal(await trial.tell('CancelReservation', cancel), { status: 'Rejected' })
      assert.equal(station.got('CancelReservation'), [cancel])
      await showsReservation(trial, { state: 'active', endedAt: null })
    },
  },
  TC_053_CSMS: {
    by: 'host',
    must: 'reserved for a group: another card of the group is told its group, and uses it',
    async run(trial) {
      const parent = trial.unknownCard()
      const idTag = await trial.card({ parent })
      const another = await trial.card({ parent })
      const station = await reserved(trial, { idTag, parentIdTag: parent })
      await showsReservation(trial, { idTag, parent, state: 'active' })
      const shown = await station.call('Authorize', { idTag: another })
      assert.equal(at(shown, 'idTagInfo'), { status: 'Accepted', parentIdTag: parent })
      const { id, info } = await station.start(another, { reservationId: number })
      assert.equal(info, { status: 'Accepted', parentIdTag: parent })
      await showsReservation(trial, { state: 'used', transactionId: `${id}` })
    },
    twin: {
      must: 'a card of no group is told none',
      async run(trial) {
        const station = await reserved(trial, { parentIdTag: trial.unknownCard() })
        const shown = await station.call('Authorize', { idTag: await trial.card() })
        assert.equal(at(shown, 'idTagInfo'), { status: 'Accepted' })
      },
    },
  },
})

interface Wish {
  readonly idTag?: string
  readonly parentIdTag?: string
  readonly connectorId?: number
  /** Seconds. */
  readonly expiresIn?: number
}

/** A station that accepted a reservation and reports it. */
async function reserved(trial: Trial, wish: Wish = {}): Promise<Station16> {
  const station = await Station16.ready(trial, {
    ReserveNow: accepted,
    CancelReservation: (payload) => ({
      status: at(payload, 'reservationId') === number ? 'Accepted' : 'Rejected',
    }),
  })
  assert.equal(await reserve(trial, wish), { status: 'Accepted' })
  const { connectorId = 1 } = wish
  for (const connector of connectorId === 0 ? [1, 2] : [connectorId]) {
    await station.status('Reserved', { connector })
  }
  return station
}

function reserve(trial: Trial, { expiresIn = 900, ...wish }: Wish = {}): Promise<unknown> {
  return trial.tell('ReserveNow', {
    connectorId: 1,
    idTag: trial.unknownCard(),
    reservationId: number,
    expiryDate: trial.time(expiresIn),
    ...wish,
  })
}

/** A station that does not take a reservation: its word comes back, and there is none. */
function refusal(status: string, must: string, before: (station: Station16) => Promise<void>) {
  return {
    by: 'host',
    must,
    async run(trial: Trial) {
      const station = await Station16.ready(trial, { ReserveNow: () => ({ status }) })
      await before(station)
      assert.equal(await reserve(trial), { status })
      assert.is(station.got('ReserveNow').length, 1)
      assert.equal(await reservationsOf(trial), [])
    },
  } as const
}

function reservationsOf(trial: Trial) {
  return trial.records(`/stations/${trial.id}/reservations`)
}
