import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { frameOf, lineText, parseRecording } from '../../runtime/recording/format.ts'

const frames = new URL('../frames/', import.meta.url)
const at = '2026-11-22T22:01:07.519Z'

function lineOf(content: string) {
  const read = parseRecording(`["${at}","cp->csms","BOX","ocpp1.6",${content}]`)
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  return read.lines[0]
}

for (const name of readdirSync(frames)) {
  test(`${name} is read, and written as it was`, () => {
    const text = readFileSync(new URL(name, frames), 'utf8')
    const read = parseRecording(text)
    if (!read.ok) throw new Error(JSON.stringify(read.issues))
    assert.is(read.lines.map((line) => `${lineText(line)}\n`).join(''), text)
  })
}

test('a frame keeps its text to the letter', () => {
  const text = '[2, "a", "Heartbeat", {"x":1.50,"id":12345678901234567890,"e":"\\u00e9"}]'
  const line = lineOf(text)
  assert.is(line?.kind === 'cp->csms' && line.text, text)
  assert.ok(line && lineText(line).endsWith(`,${text}]`))
})

test('any message comes back as it was', () => {
  const frame = fc.array(fc.jsonValue()).map((value) => JSON.stringify(value))
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    frame,
    frame.map((one) => `${one.slice(0, -1)}\n]`),
  )
  fc.assert(
    fc.property(text, (message) => {
      const line = {
        at: 0,
        kind: 'cp->csms',
        identity: 'A"\\',
        subprotocol: '',
        text: message,
      } as const
      const read = parseRecording(lineText(line))
      if (!read.ok) throw new Error(JSON.stringify(read.issues))
      const [found] = read.lines
      const same =
        found?.kind === 'cp->csms' && (found.text === message || sameFrame(found.text, message))
      assert.ok(same, lineText(line))
    }),
  )
})

function sameFrame(a: string, b: string): boolean {
  const frame = frameOf(b)
  return frame !== undefined && a.trim() === b.trim()
}

const wrong: readonly (readonly [line: string, message: string])[] = [
  [
    'nonsense',
    'The line is not JSON; a line is [time, kind, identity, subprotocol, frame or details]',
  ],
  ['[1,2]', 'The line is no list of 5: [time, kind, identity, subprotocol, frame or details]'],
  [
    '["noon","open","A","",{}]',
    'The time is "noon"; allowed is a time such as 2026-11-22T22:01:07.519Z',
  ],
  [
    `["${at}","in","A","",[]]`,
    'The kind is "in"; allowed is one of open, cp->csms, csms->cp, close',
  ],
  [`["${at}","open","","",{}]`, 'The identity is ""; allowed is a text that is not empty'],
  [`["${at}","open","A",null,{}]`, 'The subprotocol is null; allowed is a text'],
  [`["${at}","open","A","",{}]`, 'url is absent; allowed is an object with url'],
  [`["${at}","open","A","",{"url":"/A","offered":[1]}]`, 'offered.0 is 1; allowed is a text'],
  [
    `["${at}","cp->csms","A","",{}]`,
    'The last element is {}; allowed is a list (a frame) or a text',
  ],
  [`["${at}","close","A","",{"code":"x"}]`, 'code is "x"; allowed is a number'],
]

for (const [line, message] of wrong) {
  test(`refuses ${line}`, () => {
    const good = `["${at}","close","A","",{}]`
    assert.equal(parseRecording(`${good}\n\n${line}\n`), {
      ok: false,
      issues: [{ line: 3, message }],
    })
  })
}

test('a recording of nothing is none', () => {
  assert.equal(parseRecording('\n \n'), {
    ok: false,
    issues: [{ line: 1, message: 'There is no line in it' }],
  })
})

test.run()
