import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { settingsTable } from '../runtime/settings.ts'

const readme = readFileSync('README.md', 'utf8')

test('the README shows the settings as they are', () => {
  assert.ok(readme.includes(settingsTable()), `this table is expected:\n\n${settingsTable()}\n`)
})

test.run()
