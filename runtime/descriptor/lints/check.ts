import type { Descriptor, Item } from '../schema.ts'
import type { JsonPath } from '../source_text.ts'
import type { LintId } from './table.ts'

/** What a check looks at. */
export interface Subject {
  readonly descriptor: Descriptor
  readonly byKey: ReadonlyMap<string, Item>
}

/** Something a check found. */
export interface Found {
  /** Absent when it is about the file. */
  readonly item?: Item
  /** Inside the item, or else the file; the second step into `read` is the number of the rule. */
  readonly path: JsonPath
  readonly message: string
  /** It is about the name of the property, not about its value. */
  readonly name?: true
}

/** Takes what a check found. */
export type Report = (lint: LintId, found: Found) => void

/** Looks for defects of one kind. */
export type Check = (subject: Subject, report: Report) => void
