import process from 'node:process'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** Reads the flags of a tool; what is wrong with them is told in one line, and the process ends. */
export function readFlags<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return process.exit(2)
  }
}
