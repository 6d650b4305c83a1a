import { codegen } from './codegen.ts'
import { frames } from './frames.ts'
import { growth } from './growth.ts'
import { history } from './history.ts'
import { http } from './http.ts'
import type { Measure } from './measure.ts'
import { memory } from './memory.ts'
import { open } from './open.ts'
import { plugins } from './plugins.ts'
import { readers } from './readers.ts'
import { startup } from './startup.ts'
import { storm } from './storm.ts'

/** All measures, in the order they are taken. */
export const measures: Readonly<Record<string, Measure>> = {
  frames,
  open,
  readers,
  http,
  memory,
  storm,
  startup,
  growth,
  codegen,
  history,
  plugins,
}
