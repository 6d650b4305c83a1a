import { frames } from './frames.ts'
import type { Measure } from './measure.ts'
import { memory } from './memory.ts'
import { startup } from './startup.ts'

/** All measures, in the order they are taken. */
export const measures: Readonly<Record<string, Measure>> = { frames, memory, startup }
