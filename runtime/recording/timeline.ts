import type { ItemValue, Quality } from '../model.ts'

interface Moment {
  /** ms since the epoch. */
  readonly at: number
  readonly station: string
}

/** What an answer says. */
export type AnswerContent =
  | { readonly payload: unknown }
  | { readonly error: string; readonly description: string }
  /** It was no JSON. */
  | { readonly text: string }

/** Something that happened in a replay. */
export type TimelineEntry = Moment &
  (
    | { readonly kind: 'open'; readonly subprotocol: string }
    | {
        readonly kind: 'close'
        readonly by: 'station' | 'host'
        readonly code: number
        readonly reason: string
      }
    /** The plugin of the station is another, or another reason holds. */
    | { readonly kind: 'plugin'; readonly plugin: string | null; readonly reason: string }
    /** The station called the host; `''` where the action cannot be read. */
    | { readonly kind: 'frame'; readonly action: string }
    /** The host answered the station; answers that say nothing are left out. */
    | ({ readonly kind: 'reply'; readonly action: string } & AnswerContent)
    /** The host called the station. */
    | {
        readonly kind: 'call'
        readonly action: string
        readonly payload: unknown
        /** The recorded host made it, and the replay does for it. */
        readonly issued: boolean
      }
    /** The station answered the host. */
    | ({
        readonly kind: 'answer'
        readonly action: string
        /** `false` where the recording has no answer to such a call. */
        readonly recorded: boolean
      } & AnswerContent)
    | {
        readonly kind: 'item'
        readonly address: string
        readonly key: string
        readonly value: ItemValue | null
        readonly quality: Quality
        readonly unit?: string | undefined
      }
    /** Somebody wrote an item; `result` says what became of it. */
    | {
        readonly kind: 'write'
        readonly address: string
        readonly key: string
        readonly value: unknown
        readonly result: string
      }
    /** A defect of the station was tolerated, or a hook of its plugin changed something. */
    | { readonly kind: 'repair'; readonly what: string; readonly count: number }
    /** A hook failed; what it was to repair went on as it came. */
    | { readonly kind: 'fault'; readonly hook: string; readonly message: string }
    /** A line of the plugin, or a problem that the host would log. */
    | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  )

/** A value at the end of a replay. */
export interface FinalItem {
  readonly key: string
  readonly value: ItemValue | null
  readonly quality: Quality
  readonly unit?: string | undefined
}

/** A device at the end of a replay. */
export interface FinalDevice {
  readonly address: string
  readonly descriptor: string
  readonly plugin: string | null
  readonly items: readonly FinalItem[]
}

/** What came of a replay. */
export interface Timeline {
  readonly entries: readonly TimelineEntry[]
  readonly devices: readonly FinalDevice[]
  /** ms since the epoch of the first and the last line. */
  readonly from: number
  readonly to: number
}

/** An answer as its frame says it. */
export function answerContent(frame: readonly unknown[]): AnswerContent {
  const [type, , first, second] = frame
  if (type !== 4) return { payload: first ?? {} }
  return { error: String(first ?? ''), description: typeof second === 'string' ? second : '' }
}
