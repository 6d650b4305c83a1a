import type { Finding } from '../finding.ts'
import { type MergedItem, spotIn } from '../merge.ts'
import type { Descriptor, Item } from '../schema.ts'
import { findingAt, type SourceText } from '../source_text.ts'
import type { Check, Found, Subject } from './check.ts'
import { checkHeader } from './header.ts'
import { checkMaps } from './maps.ts'
import { checkGeneratedNames, checkIds } from './names.ts'
import { checkRanges } from './ranges.ts'
import { checkReads } from './reads.ts'
import { checkCycles, checkReferences } from './references.ts'
import { isLintId, type LintId, lints } from './table.ts'
import { checkValues } from './values.ts'
import { checkWrites } from './writes.ts'

const checks: readonly Check[] = [
  checkHeader,
  checkIds,
  checkGeneratedNames,
  checkValues,
  checkReads,
  checkMaps,
  checkReferences,
  checkCycles,
  checkRanges,
  checkWrites,
]

/** A descriptor with the places its parts come from. */
export interface Located {
  readonly descriptor: Descriptor
  readonly merged: ReadonlyMap<string, MergedItem>
  /** The file of the descriptor itself, as opposed to those it builds on. */
  readonly source: SourceText
}

/**
 * Runs all lints. Left out are what an item allows with a reason, and warnings about what stands in
 * a base, which the check of that file shows.
 */
export function runLints(located: Located): Finding[] {
  const { descriptor, source } = located
  const subject: Subject = {
    descriptor,
    byKey: new Map(descriptor.items.map((item) => [item.key, item])),
  }
  const findings: Finding[] = []
  const silenced = new Set<string>()
  const report = (lint: LintId, found: Found) => {
    const { level } = lints[lint]
    if (level !== 'error' && found.item?.allow?.[lint] !== undefined) {
      silenced.add(`${found.item.key} ${lint}`)
      return
    }
    const finding = locate(located, { lint, found })
    if (level === 'error' || finding.file === source.file) findings.push(finding)
  }
  for (const check of checks) check(subject, report)
  for (const item of descriptor.items) {
    for (const lint of ownAllows(located, item)) {
      if (silenced.has(`${item.key} ${lint}`)) continue
      const message = `Nothing to allow: "${lint}" finds nothing in this item`
      report('unused-allow', { item, path: ['allow', lint], message, name: true })
    }
  }
  return findings
}

/** Lints that the file itself, not one it builds on, allows in an item. */
function ownAllows({ merged, source }: Located, item: Item): LintId[] {
  const origin = merged.get(item.key)?.latest
  if (origin?.layer.source !== source) return []
  const own = origin.layer.content.items[origin.index]
  return Object.keys(own?.allow ?? {}).filter(isLintId)
}

function locate(
  { merged, source }: Located,
  { lint, found }: { lint: LintId; found: Found },
): Finding {
  const { item, path, message, name } = found
  const of = item === undefined ? undefined : merged.get(item.key)
  const spot = of === undefined ? { source, path } : spotIn(of, path)
  const { level } = lints[lint]
  return findingAt({ ...spot, name }, { level, rule: lint, message, item: item?.key })
}
