import type { FindingLevel } from '../finding.ts'

/** One lint: how much it weighs, and what it finds. */
export interface Lint {
  readonly level: FindingLevel
  /** One line for the documentation. */
  readonly finds: string
}

/** Every lint by its id. Warnings and infos can be silenced per item with `allow` and a reason. */
export const lints = {
  'duplicate-key': { level: 'error', finds: 'Two items with the same key' },
  'duplicate-id': { level: 'warning', finds: 'Two items with the same published id' },
  'duplicate-value': { level: 'error', finds: 'A value that `values` lists twice' },
  'incomplete-item': {
    level: 'error',
    finds: 'An item that lacks name, direction, type or `write` after `extends` is merged',
  },
  'item-without-source': { level: 'warning', finds: 'A readable item that no rule gives a value' },
  'map-value-not-in-values': {
    level: 'error',
    finds: 'A mapped, fixed, idle or offline value, or a key of `write.map`, that `values` lacks',
  },
  'value-of-wrong-type': {
    level: 'error',
    finds: 'A mapped, fixed, idle, offline, listed or ignored value that does not fit `type`',
  },
  'unknown-status-word': {
    level: 'error',
    finds: 'A key of `map` that the connector status never is',
  },
  'unknown-map-key': { level: 'warning', finds: 'A key of `map` that its source never gives' },
  'unit-not-of-measurand': {
    level: 'error',
    finds: 'A unit that the measured quantity cannot be converted to',
  },
  'unknown-item-reference': {
    level: 'error',
    finds: 'A key, in `read` or after `$item.`, that no item has',
  },
  'unknown-reference': { level: 'error', finds: 'A `$` word that stands for nothing' },
  'reference-cycle': { level: 'error', finds: 'Items that read each other in a circle' },
  'map-not-total': {
    level: 'warning',
    finds: 'A map without `*`, where what is not mapped has no meaning for the item',
  },
  'unreachable-rule': {
    level: 'warning',
    finds: 'A rule after one that always has a value',
  },
  'phases-without-reduce': { level: 'error', finds: 'A list of phases and no way to join them' },
  'reduce-without-phases': {
    level: 'warning',
    finds: '`reduce` or `above` where there is one sample only',
  },
  'number-without-unit': { level: 'info', finds: 'A number without `unit` and without `values`' },
  'out-without-range': {
    level: 'warning',
    finds: 'A number that can be written, without minimum, maximum or `values`',
  },
  'empty-range': { level: 'error', finds: 'A minimum above the maximum' },
  'constraint-not-of-type': {
    level: 'warning',
    finds: 'A limit that does not apply to the type, such as `maxLength` of a number',
  },
  'unknown-with-field': { level: 'error', finds: 'A field that the operation does not take' },
  'missing-with-field': { level: 'error', finds: 'A field that the operation cannot do without' },
  'with-value-not-allowed': {
    level: 'error',
    finds: 'A field value that the operation does not take, as written or after `map`',
  },
  'id-does-not-match-model-version': {
    level: 'warning',
    finds: 'A published DDF id with another model or version than the file says',
  },
  'extends-missing': { level: 'error', finds: 'A base descriptor that cannot be read' },
  'extends-cycle': { level: 'error', finds: 'A descriptor that builds on itself' },
  'remove-unknown-key': {
    level: 'error',
    finds: '`remove` of an item that the base does not have',
  },
  'generated-name-clash': {
    level: 'error',
    finds: 'Names that give the same, or a reserved, identifier in generated code',
  },
  'unused-allow': { level: 'warning', finds: 'An `allow` that silences nothing' },
} as const satisfies Readonly<Record<string, Lint>>

/** Id of a lint. */
export type LintId = keyof typeof lints

/** Ids of all lints. */
export const lintIds = Object.keys(lints).filter(isLintId)

/** Lints that `allow` may silence: those that weigh less than an error and are about an item. */
export const silenceable = lintIds.filter(
  (id) =>
    lints[id].level !== 'error' &&
    id !== 'unused-allow' &&
    id !== 'id-does-not-match-model-version',
)

/** Whether a word is the id of a lint. */
export function isLintId(word: string): word is LintId {
  return Object.hasOwn(lints, word)
}
