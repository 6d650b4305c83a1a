/** Builds the package into `dist`: its JavaScript, and the types that TypeScript emits. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { packageRoot } from '../../runtime/package_root.ts'
import { bundle } from './bundle.ts'

const root = packageRoot()
const folder = join(root, 'dist')
rmSync(folder, { recursive: true, force: true })
const compiler = join(root, 'node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (status === 0) await bundle({ root, folder })
else process.exitCode = 1
