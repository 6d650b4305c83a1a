import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { passwordOf, readBasic } from '../../runtime/security/basic.ts'
import {
  generatePassword,
  Passwords,
  PasswordsBusy,
  plainForm,
} from '../../runtime/security/passwords.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)

test('a password is kept as scrypt made it, salted, with what that needs beside it', async () => {
  const passwords = new Passwords()
  const [one, two] = await Promise.all([
    passwords.hash(bytes('open')),
    passwords.hash(bytes('open')),
  ])
  assert.is(one.cost, 16_384)
  assert.is(Buffer.from(one.salt, 'base64').length, 16)
  assert.is(Buffer.from(one.hash, 'base64').length, 32)
  assert.is.not(one.hash, two.hash)
  assert.not.match(JSON.stringify(one), /open/)
  assert.is(await passwords.check(bytes('open'), one), true)
  assert.is(await passwords.check(bytes('opens'), one), false)
  assert.is(await passwords.check(bytes(''), one), false)
})

test('a password of other costs is still known', async () => {
  const old = await new Passwords({ cost: 1024 }).hash(bytes('open'))
  assert.is(await new Passwords().check(bytes('open'), old), true)
})

test('hexadecimal digits and the bytes they stand for are one password, whichever was set (T6)', async () => {
  const passwords = new Passwords({ cost: 1024 })
  const digits = '4f43415f4f4354545f61646d696e5f74657374ff'
  for (const set of [bytes(digits), bytes(digits, 'hex')]) {
    const stored = await passwords.hash(set)
    for (const sent of [bytes(digits), bytes(digits.toUpperCase()), bytes(digits, 'hex')]) {
      assert.is(await passwords.check(sent, stored), true)
    }
    assert.is(await passwords.check(bytes(digits.replace('4', '5')), stored), false)
  }
})

test('what is no hexadecimal key stands for itself, byte by byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 31 }), (password) => {
      assert.equal(plainForm(password), password)
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 40 }), (password) => {
      const digits = Buffer.from(password).toString('hex')
      assert.equal([...plainForm(bytes(digits))], [...password])
    }),
  )
})

test('few are checked at once, some wait, and a flood of guesses is refused unchecked', async () => {
  const passwords = new Passwords({ cost: 1024, atOnce: 1, mostWaiting: 3 })
  const stored = await passwords.hash(bytes('open'))
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () =>
      passwords
        .check(bytes('open'), stored)
        .catch((error) => (error instanceof PasswordsBusy ? 'busy' : error)),
    ),
  )
  const count = (what: unknown) => outcomes.filter((outcome) => outcome === what).length
  assert.equal([count(true), count('busy')], [4, 6])
  const checked = await passwords.check(bytes('guess'), stored)
  assert.is(checked, false, 'the flood is over')
})

test('a password made by chance fits every version and is never the same', () => {
  const made = new Set(Array.from({ length: 100 }, generatePassword))
  assert.is(made.size, 100)
  for (const password of made) assert.match(password, /^[A-Za-z0-9]{20}$/)
})

test('the header of Basic authentication is read to the byte, or not at all', () => {
  const header = `Basic ${Buffer.from('CP:1:a:b\xff', 'latin1').toString('base64')}`
  const basic = readBasic(header)
  if (basic.kind !== 'basic') throw new Error('unreadable')
  assert.equal([...(passwordOf(basic.bytes, 'CP:1') ?? [])], [97, 58, 98, 255])
  assert.is(passwordOf(basic.bytes, 'CP:2'), undefined)
  assert.is(readBasic(undefined).kind, 'none')
  for (const wrong of [
    'Basic',
    'Basic !!',
    'Bearer abc',
    'Basic a b',
    `Basic ${'A'.repeat(1100)}`,
  ]) {
    assert.is(readBasic(wrong).kind, 'unreadable', wrong)
  }
})

test.run()
