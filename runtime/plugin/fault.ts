/** Why a hook's work was not used, or a plugin could not be loaded. */
export interface Fault {
  readonly kind: FaultKind
  /** In words, at most some hundred characters. */
  readonly message: string
  /** Place in the author's own source, where it is known; lines and columns from 1. */
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** Stack trace in the author's own source, bounded. */
  readonly stack?: string | undefined
}

/** What goes wrong with plugins. */
export const faultKinds = [
  /** The source is no plugin: syntax, an import that is refused, a definition that is wrong. */
  'load',
  /** A hook threw. */
  'thrown',
  /** It took too many steps or too long. */
  'time',
  /** It took too much memory or stack. */
  'memory',
  /** What it gave is no plain data, or too much of it. */
  'output',
  /** What it gave is not what the hook may give. */
  'clamp',
  /** Whatever runs it is broken or gone. */
  'runner',
] as const
/** One of {@link faultKinds}. */
export type FaultKind = (typeof faultKinds)[number]

/** Longest message of a fault, characters. */
const longest = 500

/** A fault with a bounded message. */
export function fault(kind: FaultKind, message: string, place: Partial<Fault> = {}): Fault {
  return { ...place, kind, message: message.slice(0, longest) }
}

/** `plugins/acme/plugin.ts:14:22`, as far as it is known. */
export function placeOf({ file, line, column }: Fault): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}
