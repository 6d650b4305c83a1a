#!/usr/bin/env node
// Starts the command line from its sources where they lie beside this file, else from the build.
import { existsSync } from 'node:fs'
import process from 'node:process'

const sources = new URL('./main.ts', import.meta.url)

if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(
    `ddf needs Node 20 or later, this is ${process.version}: install a newer one from nodejs.org`,
  )
} else if (!existsSync(sources)) {
  await import('../dist/runtime/main.js')
} else if (process.features.typescript || process.versions.bun || process.versions.deno) {
  await import(sources.href)
} else {
  await importThroughTsx()
}

async function importThroughTsx() {
  let tsx
  try {
    tsx = await import('tsx/esm/api')
  } catch {
    fail(`ddf from its sources needs tsx on Node ${process.version}: run npm ci, or take Node 24`)
    return
  }
  tsx.register()
  await import(sources.href)
}

function fail(line) {
  console.error(line)
  process.exitCode = 1
}
