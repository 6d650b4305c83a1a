import process from 'node:process'
import { pino } from 'pino'
import { masked } from './log_mask.ts'

/** How much is logged, least important first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Facts of a log line by name; secrets in them are masked, errors become text. */
export type LogFields = Readonly<Record<string, unknown>>

/** Where the runtime says what it does. */
export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

/** Options of {@link createLog}. */
export interface LogOptions {
  readonly level: LogLevel
  /** `auto` is pretty on a terminal and JSON elsewhere. */
  readonly format: 'auto' | 'pretty' | 'json'
  /** Takes the lines instead of the standard output. */
  readonly write?: (line: string) => void
}

/** A log that is dropped. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * A log on the standard output: for people on a terminal, JSON lines elsewhere. Lines are written at
 * once, so that none is lost when the process ends.
 */
export async function createLog({ level, format, write }: LogOptions): Promise<Log> {
  const terminal = write === undefined && process.stdout.isTTY === true
  const pretty = format === 'pretty' || (format === 'auto' && terminal)
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pretty ? await prettyDestination(terminal, write) : destination(write),
  )
  const line = (at: Exclude<LogLevel, 'silent'>) => (fields: LogFields, message: string) => {
    if (logger.isLevelEnabled(at)) logger[at](masked(fields), message)
  }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

function destination(write: LogOptions['write']) {
  return write ? { write } : pino.destination({ dest: 1, sync: true })
}

// Imported only when wanted, because it costs more start-up time than the rest of the log.
async function prettyDestination(terminal: boolean, write: LogOptions['write']) {
  const { prettyFactory } = await import('pino-pretty')
  const format = prettyFactory({
    ...(terminal ? {} : { colorize: false }),
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  })
  const out = destination(write)
  return { write: (line: string) => out.write(format(line)) }
}
