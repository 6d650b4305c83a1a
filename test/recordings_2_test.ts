import { test } from 'uvu'
import {
  available,
  blank,
  type Case,
  card,
  charging,
  checkRecording,
  offline,
  preparing,
  unavailable,
  usedCard,
} from './support/recorded_items.ts'
import type { Values } from './support/server.ts'

const keba: Values = {
  chargePoint: 'A-KEBA-OCPP2-00001',
  chargePointModel: 'KC-P30-ESS400C2-E0R',
  connector: 1,
}
const go: Values = { chargePoint: 'GO201', chargePointModel: 'model1', connector: 1 }
const solid: Values = { chargePointModel: 'VirtualChargePoint', connector: 1 }
const shiv: Values = { chargePointModel: 'Charger Gemini' }
/** Values of a running transaction that the station does not measure. */
const unmeasured: Values = { voltage: null, current: null, power: null, phases: null }

/** What two connectors of the simulator do, which says nothing but the energy. */
function shivCase(id: string, file: string, times: readonly [string, string, string]): Case {
  const [started, ended, inoperative] = times
  const known: Values = { ...shiv, chargePoint: id, interval: 3, phasesSetSupported: 0 }
  return {
    file,
    at: {
      [started]: {
        [`${id}:1`]: {
          ...charging,
          ...card('TAG-001'),
          ...unmeasured,
          // Asked for values before: nothing flowed then.
          power: 0,
          energy: 0,
          interval: 3,
        },
        [`${id}:2`]: { ...available, energy: null, rfid: null, power: 0 },
      },
      [ended]: { [`${id}:1`]: { ...available, ...usedCard('TAG-001'), power: 0, energy: 0 } },
      [inoperative]: { [`${id}:1`]: unavailable, [`${id}:2`]: available },
    },
    final: {
      [`${id}:1`]: {
        ...blank,
        ...known,
        ...available,
        ...usedCard('TAG-001'),
        connector: 1,
        energy: 0,
      },
      [`${id}:2`]: { ...blank, ...known, ...available, connector: 2 },
    },
    counts: { answered: 14, posted: 15 },
  }
}

const cases: readonly Case[] = [
  {
    file: 'sap-keba-201',
    at: {
      // Ten seconds, as the descriptor wants; a report of the recorded host says thirty.
      '22:01:59.450': { 'A-KEBA-OCPP2-00001:1': { ...available, interval: 10, energy: null } },
      '22:01:59.880': {
        'A-KEBA-OCPP2-00001:1': { ...preparing, ...card('TAG-001'), energy: 0, interval: 3 },
      },
      // Three phases of one voltage, and a total current that is their average.
      '22:02:03.000': {
        'A-KEBA-OCPP2-00001:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: 237.6,
          current: 27.38,
          power: 4.13,
          energy: 10,
          phases: 3,
          phasesAvailable: 3,
        },
      },
      '22:02:12.500': {
        'A-KEBA-OCPP2-00001:1': { voltage: 239.1, current: 23.24, power: 13.184, energy: 39 },
      },
      '22:02:13.500': {
        'A-KEBA-OCPP2-00001:1': {
          ...available,
          ...usedCard('TAG-001'),
          current: 0,
          power: 0,
          phases: 0,
          energy: 39,
        },
      },
      '22:02:17.450': { 'A-KEBA-OCPP2-00001:1': { ...unavailable, quality: 100 } },
      '22:02:17.460': { 'A-KEBA-OCPP2-00001:1': available },
    },
    final: {
      'A-KEBA-OCPP2-00001:1': {
        ...blank,
        ...keba,
        ...unavailable,
        ...usedCard('TAG-001'),
        ...offline,
        voltage: 239.1,
        energy: 39,
        interval: 3,
        phasesSetSupported: 0,
      },
    },
    counts: { answered: 22, posted: 15 },
  },
  {
    file: 'ocpp-go-201',
    at: {
      '22:40:43.652': { 'GO201:1': { ...preparing, energy: null, rfid: null, interval: null } },
      '22:40:43.946': { 'GO201:1': { ...preparing, power: 0, rfid: null, rfidAuth: 0 } },
      '22:40:44.000': { 'GO201:1': { ...preparing, ...card('12345') } },
      // It only measures what flows out, and says EVConnected to the end.
      '22:40:58.220': {
        'GO201:1': { ...preparing, ...card('12345'), current: 0, phases: 0, energy: null },
      },
    },
    final: {
      'GO201:1': {
        ...blank,
        ...go,
        ...preparing,
        ...card('12345'),
        ...offline,
      },
    },
    counts: { answered: 9, posted: 13 },
  },
  {
    file: 'vcp201',
    at: {
      '21:56:42.400': { 'VCP201:1': { ...available, rfid: null, energy: null, interval: 5 } },
      // It never says how far charging is: with the transaction it charges.
      '21:56:43.000': { 'VCP201:1': { ...charging, ...card('AABB'), ...unmeasured, energy: 0 } },
      // 150.06 kWh; every message has the number 0.
      '21:57:00.000': { 'VCP201:1': { ...charging, energy: 150_060 } },
    },
    final: {
      'VCP201:1': {
        ...blank,
        ...solid,
        ...available,
        ...usedCard('AABB'),
        chargePoint: 'VCP201',
        // The last value is signed and has no unit: 193.71 Wh would be less than before.
        energy: 193_710,
        interval: 5,
        phasesSetSupported: 0,
      },
    },
    counts: { answered: 8, posted: 7 },
  },
  {
    file: 'vcp21',
    at: {
      '21:56:42.530': { 'VCP21:1': { ...available, rfid: null, interval: 5 } },
      '21:57:00.000': { 'VCP21:1': { ...charging, ...card('AABB'), ...unmeasured, energy: 150 } },
    },
    final: {
      'VCP21:1': {
        ...blank,
        ...solid,
        ...available,
        ...usedCard('AABB'),
        chargePoint: 'VCP21',
        energy: 193,
        interval: 5,
        phasesSetSupported: 0,
      },
    },
    counts: { answered: 8, posted: 7 },
  },
  shivCase('SHIV201', 'shiv3-201', ['22:07:30.000', '22:07:42.000', '22:07:44.097']),
  shivCase('SHIV21', 'shiv3-21', ['22:07:30.000', '22:07:42.000', '22:07:44.178']),
]

for (const recording of cases) {
  test(`${recording.file}: items by value`, () => checkRecording(recording))
}

test.run()
