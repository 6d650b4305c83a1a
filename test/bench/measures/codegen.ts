import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { nodeProgram } from '../machine/program.ts'
import type { Measure } from './measure.ts'

/** Time to generate what belongs to all shipped descriptors and official schemas, and compare it. */
export const codegen: Measure = async ({ files, root, options, say }) => {
  say('Generating code')
  const program = nodeProgram(files, 'codegen/main', { side: 'server' })
  const values: number[] = []
  const problems: string[] = []
  for (let round = 0; round < Math.min(options.rounds, 3); round++) {
    const from = performance.now()
    const child = spawn(program.command, [...program.flags, program.file, '--check'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [code] = await once(child, 'exit')
    values.push((performance.now() - from) / 1000)
    if (code !== 0) problems.push(`Generated files are not up to date: ${code}`)
  }
  const measure = 's to generate all descriptors and schemas'
  return { series: [{ measure, server: 'ddf generate', values }], notes: [], problems }
}
