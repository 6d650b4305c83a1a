import * as assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { suite } from 'uvu'
import { accessorOf } from '../../codegen/descriptor.ts'
import { loadDescriptor } from '../../runtime/descriptor/load.ts'
import { packageRoot } from '../../runtime/package_root.ts'

const test = suite('codegen types')
const root = packageRoot()

/** Statements, with the code of the error that the compiler must give, or none. */
const statements: readonly (readonly [string, string?])[] = [
  // What is right compiles.
  ['const state: 65 | 66 | 67 | 68 | 69 | 70 | null = await device.cps.get()'],
  ['const same: boolean = state === Cps.C'],
  ['const watts: number | null = (await device.power.read()).value'],
  ["const known: 'good' | 'stale' | 'offline' | 'unknown' = (await device.power.read()).quality"],
  ['const text: string | null = await device.rfid.get()'],
  ['await device.currentSet.set(16)'],
  ['await device.rfidAuthEnable.set(1)'],
  ['await device.rfidAuthEnable.set(RfidAuthEnable.AcceptAll)'],
  ['await dc.operative.set((await dc.operative.get()) === false)'],
  ['const id: 9 = ocppGeneralItems.chargeRequest.id'],
  ["const unit: 'kW' = ocppGeneralItems.power.unit"],
  ['const all: Partial<OcppGeneralDeviceValues> = { cps: 67, power: 1.5, rfid: "x" }'],
  // A wrong enum value does not.
  ['await device.rfidAuthEnable.set(2)', 'TS2345'],
  ['const wrong: 65 | 66 | null = await device.cps.get()', 'TS2322'],
  ['const never = (await device.cps.get()) === 64', 'TS2367'],
  ['const values: Partial<OcppGeneralDeviceValues> = { cps: 64 }', 'TS2322'],
  ['console.log(Cps.G)', 'TS2339'],
  // Neither does a value of the wrong type.
  ["await device.currentSet.set('16')", 'TS2345'],
  ['await dc.operative.set(1)', 'TS2345'],
  // Nor a write to an IN item, by method or by assignment.
  ['await device.power.set(5)', 'TS2339'],
  ['device.power = device.voltage', 'TS2540'],
  // Nor a read of an OUT item.
  ['await device.currentSet.get()', 'TS2339'],
  ['await device.currentSet.read()', 'TS2339'],
  // Nor an item that the descriptor removed or never had.
  ['await dc.currentSet.set(5)', 'TS2551'],
  ['await device.soc.get()', 'TS2339'],
]

const head = [
  `import { DcLoadManagedDevice } from '${root}/ddf/dc-load-managed.gen.ts'`,
  `import { Cps, OcppGeneralDevice, type OcppGeneralDeviceValues, ocppGeneralItems, RfidAuthEnable } from '${root}/ddf/ocpp-general.gen.ts'`,
  `import type { ItemIo } from '${root}/runtime/descriptor/accessor.ts'`,
  'declare const io: ItemIo',
  'const device = new OcppGeneralDevice(io)',
  'const dc = new DcLoadManagedDevice(io)',
]

test('what is right compiles, and what is wrong does not', () => {
  const found = compile([...head, ...statements.map(([text]) => text)].join('\n'))
  for (const [index, [text, expected]] of statements.entries()) {
    assert.equal(found.get(head.length + index + 1)?.slice(0, 6), expected, text)
  }
  assert.equal(found.size, statements.filter(([, expected]) => expected !== undefined).length)
})

test('what is generated from a descriptor full of traps compiles', async () => {
  const item = { direction: 'IN', type: 'string', read: { from: 'Const', value: 'x' } }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a trap
  const nasty = '*/ `${x}` \'"\\ \n\u2028 // end */'
  const listed = [
    { value: nasty, name: 'a1b', label: nasty },
    { value: 'x', name: 'class' },
  ]
  const { descriptor, findings } = loadDescriptor(
    JSON.stringify({
      ddf: 1,
      name: nasty,
      items: [
        { ...item, key: 'a1b2c', name: nasty, description: nasty, values: listed },
        { ...item, key: 'class', name: 'x', pattern: '^\\d$', deprecated: true },
        {
          ...item,
          key: 'io',
          name: 'x',
          type: 'datetime',
          read: { from: 'Authorize', field: 'at' },
        },
        {
          key: 'string',
          name: 'x',
          direction: 'INOUT',
          type: 'boolean',
          values: [{ value: true, name: 'constructor' }],
          write: { to: 'Item' },
        },
      ],
    }),
    { slug: '3-phase.box*/', file: 'x' },
  )
  assert.ok(descriptor, JSON.stringify(findings))
  const text = await accessorOf(descriptor, { accessor: `${root}/runtime/descriptor/accessor.ts` })
  const use = [
    'declare const io: ItemIo',
    'const device = new Ddf3PhaseBoxDevice(io)',
    `const trap: A1B2C | null = await device.a1b2c.get()`,
    'const time: string | null = await device.io.get()',
    'await device.string.set(String.constructor)',
    'console.log(trap === A1B2C.class, time)',
  ]
  assert.deepEqual(compile([text, ...use].join('\n')), new Map())
})

/** Lines of a module with an error, and the code and text of the error. */
function compile(text: string): Map<number, string> {
  const dir = mkdtempSync(join(tmpdir(), 'ddf-types-'))
  try {
    writeFileSync(join(dir, 'module.mts'), text)
    const options = { module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom'], types: [] }
    const rest = { strict: true, noEmit: true, allowImportingTsExtensions: true }
    const config = { compilerOptions: { ...options, ...rest }, files: ['module.mts'] }
    writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', dir, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    const errors = stdout.matchAll(/^(.*)\((\d+),\d+\): error (TS\d+: .*)$/gm)
    return new Map(
      [...errors].map(([line, file = '', number, error = '']) => {
        assert.match(file, /module\.mts$/, line)
        return [Number(number), error]
      }),
    )
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test.run()
