import { test } from 'uvu'
import {
  available,
  blank,
  type Case,
  card,
  charging,
  checkRecording,
  finishing,
  offline,
  preparing,
  setUp,
  unavailable,
  usedCard,
} from './support/recorded_items.ts'
import type { Values } from './support/server.ts'

/** What the descriptor for DC chargers has instead of some items of the general one. */
function direct(values: Values): Values {
  const gone = ['phases', 'phasesAvailable', 'phasesSet', 'phasesSetSupported', 'currentSet']
  const kept = Object.entries(values).filter(([key]) => !gone.includes(key))
  return {
    powerSet: null,
    soc: null,
    temperature: null,
    powerOffered: 0,
    energyTotal: null,
    currentL1: null,
    currentL2: null,
    currentL3: null,
    reserved: false,
    reserveFor: null,
    reserveCancel: null,
    operative: true,
    unlock: null,
    stopReason: null,
    ...Object.fromEntries(kept),
  }
}

const keba: Values = { chargePoint: 'A-KEBA-00001', chargePointModel: 'KC-P30-ESS400C2-E0R' }
const abb: Values = { chargePoint: 'A-ABB-00001', chargePointModel: 'MD_TERRA_53' }
const schneider: Values = { chargePoint: 'A-SCHNEIDER-00001', chargePointModel: 'MONOBLOCK' }
const evlink: Values = { chargePoint: 'A-EVLINK-00001', chargePointModel: 'MONOBLOCK' }
const micro: Values = { chargePoint: 'MO16', chargePointModel: 'MicroOcpp Simulator' }
const remote: Values = { chargePoint: 'OO-remote_chargepoint', chargePointModel: 'Open OCPP CP' }
const quick: Values = {
  chargePoint: 'OO-quick_start_chargepoint',
  chargePointModel: 'Open OCPP CP',
}
const go: Values = { chargePoint: 'GO16', chargePointModel: 'model1' }
const shiv: Values = { chargePoint: 'SHIV16', chargePointModel: 'Charger Gemini' }

const cases: readonly Case[] = [
  {
    file: 'sap-keba-16',
    at: {
      // Phases L1 3.59, L2 0.39, L3 8.99 A: L2 is below what a vehicle draws.
      '22:02:05.000': {
        'A-KEBA-00001:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: 221.6,
          current: 8.99,
          power: 3.672,
          energy: 2,
          phases: 2,
          phasesAvailable: 3,
          phasesSet: 3,
          interval: 10,
        },
      },
      '22:02:12.500': {
        'A-KEBA-00001:1': {
          ...charging,
          voltage: 240.7,
          current: 5.82,
          power: 1.628,
          energy: 15,
          phases: 3,
        },
      },
      // Stopped: Finishing, then StopTransaction with 15 Wh.
      '22:02:13.535': {
        'A-KEBA-00001:1': {
          ...finishing,
          ...usedCard('TAG-001'),
          current: 0,
          power: 0,
          energy: 15,
        },
      },
      '22:05:39.900': { 'A-KEBA-00001:1': { ...unavailable, quality: 100 } },
    },
    final: {
      'A-KEBA-00001:1': {
        ...blank,
        ...keba,
        ...unavailable,
        ...usedCard('TAG-001'),
        ...setUp,
        ...offline,
        connector: 1,
        voltage: 240.7,
        energy: 15,
      },
    },
    counts: { answered: 23, posted: 20 },
  },
  {
    file: 'sap-abb-terra53-16',
    at: {
      // One voltage, one current, no phases; the register is a session's.
      '22:02:12.500': {
        'A-ABB-00001:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: 394.2,
          current: 4.69,
          power: 1.891,
          energy: 6,
          energyTotal: 6,
          powerOffered: null,
          operative: true,
        },
        'A-ABB-00001:2': { ...available, energy: null, voltage: null, power: 0, rfid: null },
      },
      '22:02:13.900': {
        'A-ABB-00001:1': { ...finishing, current: 0, power: 0, stopReason: 'Remote', energy: 6 },
      },
    },
    final: {
      'A-ABB-00001:1': direct({
        ...blank,
        ...abb,
        ...unavailable,
        ...usedCard('TAG-001'),
        ...setUp,
        ...offline,
        connector: 1,
        voltage: 394.2,
        energy: 6,
        energyTotal: 6,
        operative: false,
        stopReason: 'Remote',
      }),
      'A-ABB-00001:2': direct({
        ...blank,
        ...abb,
        ...unavailable,
        ...setUp,
        ...offline,
        connector: 2,
        operative: false,
      }),
    },
    counts: { answered: 26, posted: 20 },
  },
  {
    file: 'sap-schneider-16',
    at: {
      // Phases 1.29, 0.37 and 4.16 A; it never sends power, so that the power is not known.
      '22:06:04.000': {
        'A-SCHNEIDER-00001:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: 223.1,
          current: 4.16,
          phases: 2,
          power: null,
          energy: 6,
        },
      },
      '22:06:07.000': {
        'A-SCHNEIDER-00001:1': { voltage: 223.3, current: 5.55, phases: 3, energy: 9 },
      },
      '22:06:20.000': { 'A-SCHNEIDER-00001:1': { ...available, energy: 9, current: 0, power: 0 } },
    },
    final: {
      'A-SCHNEIDER-00001:1': {
        ...blank,
        ...schneider,
        ...unavailable,
        ...usedCard('TAG-001'),
        ...setUp,
        ...offline,
        connector: 1,
        voltage: 223.3,
        energy: 9,
      },
      'A-SCHNEIDER-00001:2': {
        ...blank,
        ...schneider,
        ...unavailable,
        ...setUp,
        ...offline,
        connector: 2,
      },
    },
    counts: { answered: 21, posted: 20 },
  },
  {
    file: 'sap-evlink-16',
    at: {
      // Nothing but a register that stands still.
      '22:06:07.000': {
        'A-EVLINK-00001:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: null,
          current: null,
          power: null,
          phases: null,
          energy: 0,
        },
      },
    },
    final: {
      'A-EVLINK-00001:1': {
        ...blank,
        ...evlink,
        ...unavailable,
        ...usedCard('TAG-001'),
        ...setUp,
        ...offline,
        connector: 1,
        energy: 0,
      },
    },
    counts: { answered: 18, posted: 20 },
  },
  {
    file: 'microocpp-16',
    at: {
      // Asked for values while nothing charges.
      '22:21:04.000': {
        'MO16:1': { ...preparing, voltage: 0, current: 0, power: 0, energy: null },
      },
      '22:21:10.500': {
        'MO16:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: 230,
          current: 15,
          power: 11.006,
          energy: 18,
          phases: null,
        },
        'MO16:2': { ...available, energy: null, power: 0, rfid: null },
      },
      '22:21:20.000': { 'MO16:1': { ...finishing, ...usedCard('TAG-001'), energy: 37, power: 0 } },
      // A card at the reader is for both connectors until one of them starts with it.
      '22:21:48.600': {
        'MO16:1': { ...preparing, ...card('RFID-7'), energy: 37 },
        'MO16:2': { ...preparing, ...card('RFID-7'), energy: null },
      },
      '22:21:52.000': {
        'MO16:1': { ...preparing, ...usedCard('RFID-7') },
        'MO16:2': {
          ...charging,
          ...card('RFID-7'),
          voltage: 229,
          current: 15,
          power: 10.997,
          energy: 8,
        },
      },
      // Back after the loss of the host: available, with values of before that, and a late end.
      '22:22:09.804': { 'MO16:2': { ...available, energy: 36, current: 0, power: 0 } },
    },
    final: {
      'MO16:1': {
        ...blank,
        ...micro,
        ...preparing,
        ...usedCard('RFID-7'),
        ...setUp,
        connector: 1,
        voltage: 230,
        energy: 37,
      },
      'MO16:2': {
        ...blank,
        ...micro,
        ...available,
        ...usedCard('RFID-7'),
        ...setUp,
        connector: 2,
        voltage: 229,
        energy: 45,
      },
    },
    counts: { answered: 30, posted: 24 },
  },
  {
    file: 'open-ocpp-16',
    at: {
      '22:38:44.000': {
        'OO-quick_start_chargepoint:1': { ...charging, ...card('AABBCCDDEEFF'), energy: 0 },
        'OO-quick_start_chargepoint:2': { ...available, ...usedCard('AABBCCDDEEFF'), energy: null },
      },
      // No units; power and voltage by phase only.
      '22:38:50.000': {
        'OO-remote_chargepoint:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: 230,
          current: 6,
          power: 4.14,
          energy: 2,
          phases: 3,
          phasesAvailable: 3,
          phasesSet: 3,
        },
      },
      '22:38:58.200': { 'OO-remote_chargepoint:1': { current: 3, power: 2.07, energy: 11 } },
      '22:39:05.000': { 'OO-remote_chargepoint:1': { ...available, current: 0, power: 0 } },
      '22:39:20.000': { 'OO-quick_start_chargepoint:1': { ...available, energy: 100 } },
      '22:39:30.000': {
        'OO-quick_start_chargepoint:2': { ...charging, ...card('AABBCCDDEEFF'), energy: 0 },
      },
      '22:40:10.000': {
        // Clock-aligned values after the session change nothing.
        'OO-remote_chargepoint:1': { ...available, energy: 11, power: 0, current: 0 },
        'OO-quick_start_chargepoint:1': { ...charging, energy: 0 },
        'OO-quick_start_chargepoint:2': { ...available, energy: 100 },
      },
      // The transaction is over although the status still says Charging.
      '22:40:37.000': {
        'OO-quick_start_chargepoint:1': { ...charging, ...usedCard('AABBCCDDEEFF'), energy: 100 },
      },
    },
    final: {
      'OO-remote_chargepoint:1': {
        ...blank,
        ...remote,
        ...available,
        ...usedCard('TAG-001'),
        ...setUp,
        ...offline,
        connector: 1,
        voltage: 230,
        energy: 11,
      },
      'OO-remote_chargepoint:2': {
        ...blank,
        ...remote,
        ...available,
        ...usedCard('TAG-001'),
        ...setUp,
        ...offline,
        connector: 2,
      },
      'OO-quick_start_chargepoint:1': {
        ...blank,
        ...quick,
        ...charging,
        ...usedCard('AABBCCDDEEFF'),
        ...offline,
        connector: 1,
        energy: 100,
      },
      'OO-quick_start_chargepoint:2': {
        ...blank,
        ...quick,
        ...available,
        ...usedCard('AABBCCDDEEFF'),
        ...offline,
        connector: 2,
        energy: 100,
      },
    },
    counts: { answered: 35, posted: 20 },
  },
  {
    file: 'ocpp-go-16',
    at: {
      // Known by its configuration before it reports a status of its own.
      '22:40:43.000': { 'GO16:1': { cps: null, interval: 10 } },
      '22:40:44.500': { 'GO16:1': { ...charging, ...card('12345'), energy: 0 } },
      // It only measures what flows out; the host that was recorded set three seconds.
      '22:40:56.000': {
        'GO16:1': { voltage: null, current: null, power: null, energy: 0, interval: 3 },
      },
      // Available while a transaction runs: that is over, although its end comes later.
      '22:41:01.000': { 'GO16:1': { ...available, ...usedCard('12345'), power: 0 } },
      '22:41:01.055': { 'GO16:1': { ...finishing, energy: 0 } },
    },
    final: {
      'GO16:1': {
        ...blank,
        ...go,
        ...available,
        ...usedCard('12345'),
        connector: 1,
        energy: 52,
        interval: 3,
        phasesSetSupported: 0,
      },
    },
    counts: { answered: 20, posted: 20 },
  },
  {
    file: 'shiv3-16',
    at: {
      '22:07:30.000': {
        'SHIV16:1': {
          ...charging,
          ...card('TAG-001'),
          voltage: 230,
          current: 0,
          power: 0,
          energy: 0,
          phases: null,
          interval: 10,
        },
      },
      '22:07:39.850': { 'SHIV16:1': { ...preparing, cps: 66, chargeRequest: 1 } },
    },
    final: {
      'SHIV16:1': {
        ...blank,
        ...shiv,
        ...available,
        ...usedCard('TAG-001'),
        ...setUp,
        connector: 1,
        voltage: 230,
        energy: 0,
      },
      'SHIV16:2': { ...blank, ...shiv, ...available, ...setUp, connector: 2 },
    },
    counts: { answered: 19, posted: 20 },
  },
  {
    file: 'shiv3-full-charging-cycle-16',
    at: {
      '22:56:29.850': { 'SHIV-full-charging-cycle:1': { ...available, ...card('USER001') } },
      '22:56:35.000': { 'SHIV-full-charging-cycle:1': { ...charging, energy: 500, power: 150 } },
    },
    final: {
      'SHIV-full-charging-cycle:1': {
        ...blank,
        ...charging,
        ...card('USER001'),
        chargePoint: 'SHIV-full-charging-cycle',
        chargePointModel: 'NG910',
        connector: 1,
        power: 150,
        energy: 2500,
        current: null,
        phases: null,
      },
    },
    counts: { answered: 12, posted: 0 },
  },
  {
    file: 'vcp16',
    at: {
      // 0.15003 kWh.
      '21:56:03.000': {
        'VCP16:1': { ...charging, ...card('TAG1'), energy: 150, power: null, interval: 5 },
      },
      // The signed value of the end is not readable; meterStop is.
      '21:56:11.000': { 'VCP16:1': { ...available, ...usedCard('TAG1'), energy: 220, power: 0 } },
    },
    final: {
      'VCP16:1': {
        ...blank,
        ...available,
        ...usedCard('TAG1'),
        ...offline,
        chargePoint: 'VCP16',
        chargePointModel: 'VirtualChargePoint',
        connector: 1,
        energy: 220,
        interval: 5,
        phasesSetSupported: 0,
      },
    },
    counts: { answered: 8, posted: 9 },
  },
]

for (const recording of cases)
  test(`${recording.file}: items by value`, () => checkRecording(recording))

test.run()
