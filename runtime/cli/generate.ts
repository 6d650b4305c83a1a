import { generate } from '../../codegen/main.ts'
import { type Flags, readSettings } from './read_settings.ts'
import { say } from './terminal.ts'

/**
 * Writes, or with `check` only compares, what is generated from the descriptors.
 * @returns the exit code
 */
export async function generateAll(flags: Flags, { check }: { check: boolean }): Promise<number> {
  const loaded = readSettings(flags)
  return loaded ? await generate({ dir: loaded.settings.ddf, check, out: say }) : 1
}
