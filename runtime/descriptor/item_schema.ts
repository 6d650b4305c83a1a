import * as v from 'valibot'
import { lints, silenceable } from './lints/table.ts'
import { readSchema } from './read_schema.ts'
import {
  described,
  exactly,
  expected,
  flag,
  form,
  integer,
  number,
  object,
  oneOrMore,
  someOf,
  text,
  words,
} from './shapes.ts'
import { itemTypes, itemUnits } from './words.ts'
import { writeSchema } from './write_schema.ts'

const value = object({
  value: v.union([integer(), text, flag], expected('a whole number, text, true or false')),
  name: form(/^[A-Za-z][A-Za-z0-9]*$/, 'a letter and then letters and digits'),
  label: v.optional(text),
})

const reason = form(/\S/, 'a reason')
const allowEntries = Object.fromEntries(
  silenceable.map((id) => [id, v.optional(described(reason, `${lints[id].finds}.`))]),
)

const entries = {
  key: described(
    form(/^[a-z][A-Za-z0-9]*$/, 'a small letter and then letters and digits'),
    'Unique in the file; names the typed accessor and the HTTP resource.',
  ),
  id: v.optional(
    described(integer(0), 'Published item ID. May repeat (the published OCPP GENERAL repeats 9).'),
  ),
  name: v.optional(described(text, 'Published name, verbatim.')),
  description: v.optional(text),
  direction: v.optional(
    described(
      words(['IN', 'OUT', 'INOUT']),
      'Seen from the controller: IN = from the charge point, OUT = to the charge point.',
    ),
  ),
  type: v.optional(words(itemTypes)),
  unit: v.optional(
    described(
      words(itemUnits),
      'Unit of the item value; OCPP units (W, kW, Wh, kWh, Celsius, K, Percent, ...) are converted to it.',
    ),
  ),
  values: v.optional(someOf(value)),
  minimum: v.optional(number),
  maximum: v.optional(number),
  multipleOf: v.optional(v.pipe(number, v.gtValue(0, expected('a number above 0')))),
  maxLength: v.optional(integer(0)),
  pattern: v.optional(
    v.pipe(
      text,
      v.check(isPattern, expected('a regular expression with Unicode rules')),
      v.description('Regular expression with Unicode rules that the whole or a part must match.'),
      v.metadata({ format: 'regex' }),
    ),
  ),
  category: v.optional(
    v.pipe(words(['primary', 'config', 'diagnostic']), v.metadata({ default: 'primary' })),
  ),
  optional: v.optional(
    v.pipe(
      flag,
      v.description('The charge point may never deliver it.'),
      v.metadata({ default: false }),
    ),
  ),
  deprecated: v.optional(flag),
  published: v.optional(
    described(
      object({ unit: v.optional(text), type: v.optional(text) }),
      'Verbatim cells of the published table where they say more, or otherwise, than unit/type.',
    ),
  ),
  read: v.optional(
    described(
      oneOrMore(readSchema, 'a rule'),
      'Where the value comes from. A list is a fallback chain: the first source that has a value wins.',
    ),
  ),
  write: v.optional(writeSchema),
  allow: v.optional(
    described(
      object(allowEntries),
      'Warnings of the checks that are meant to be as they are: id of the lint to the reason.',
    ),
  ),
  remove: v.optional(exactly(true)),
}
const members = object(entries)
type Members = v.InferOutput<typeof members>

const withDirection = (word: string) => ({
  properties: { direction: { const: word } },
  required: ['direction'],
})

/** One item as a file spells it; an item of an extending file may hold only what differs. */
export const itemSchema = v.pipe(
  members,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const item = dataset.value
    for (const [key, message] of conflicts(item)) {
      const path = { type: 'object', origin: 'value', input: item, key, value: item[key] } as const
      addIssue({ message, ...(item[key] === undefined ? {} : { path: [path] }) })
    }
  }),
  // The same rules once more, for the JSON Schema.
  v.metadata({
    if: { required: ['remove'] },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: { maxProperties: 2 },
    else: {
      allOf: [
        {
          if: withDirection('OUT'),
          // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
          then: { required: ['write'], not: { required: ['read'] } },
        },
        {
          if: withDirection('IN'),
          // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
          then: { not: { required: ['write'] } },
        },
      ],
    },
  }),
)

/** An item as its file spells it. */
export type ItemFile = v.InferOutput<typeof itemSchema>

/** Members that rule each other out, with the reason. */
function conflicts(item: Members): [keyof Members, string][] {
  if (item.remove) {
    return Object.keys(item)
      .filter(isMember)
      .filter((key) => key !== 'key' && key !== 'remove')
      .map((key) => [key, `An item with "remove" holds only "key" and "remove", not "${key}"`])
  }
  const found: [keyof Members, string][] = []
  if (item.direction === 'IN' && item.write) {
    found.push(['write', 'An IN item has no "write"; direction INOUT takes both'])
  }
  if (item.direction === 'OUT') {
    if (item.read) found.push(['read', 'An OUT item has no "read"; direction INOUT takes both'])
    if (!item.write) found.push(['write', 'An OUT item needs "write"'])
  }
  return found
}

function isMember(key: string): key is keyof Members {
  return key in entries
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
