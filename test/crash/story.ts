/** What a station said and what was acknowledged of one session. */
export interface Session {
  readonly station: string
  /** Unique among all sessions. */
  readonly idTag: string
  /** Id that the server acknowledged. */
  id: string | number | undefined
  readonly readings: { readonly at: number; readonly order: number; acknowledged: boolean }[]
  stopped: 'no' | 'said' | 'acknowledged'
  /** Something was acknowledged since it was last compared. */
  isNew: boolean
}

/** All sessions of a run. */
export class Story {
  readonly sessions: Session[] = []
  /** Calls acknowledged, calls answered by an error, calls said again after the connection was lost. */
  readonly count = { acknowledged: 0, errors: 0, again: 0 }
  /** Calls that were under way when a server was killed. */
  cut = 0
  #underWay = 0
  #waiting: { left: number; resolve(): void } | undefined

  /** Resolves when so many more calls were acknowledged, and at least one other is under way. */
  acknowledged(calls: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { left: calls, resolve }
    })
  }

  /** A call is said. */
  said(): void {
    this.#underWay += 1
  }

  /** A call that was said is answered, or its connection is lost. */
  heard(as: keyof Story['count']): void {
    this.#underWay -= 1
    this.count[as] += 1
    const waiting = this.#waiting
    if (waiting === undefined || as !== 'acknowledged') return
    waiting.left -= 1
    if (waiting.left > 0 || this.#underWay === 0) return
    this.#waiting = undefined
    this.cut += this.#underWay
    waiting.resolve()
  }

  begin(station: string, idTag: string): Session {
    const session: Session = {
      station,
      idTag,
      id: undefined,
      readings: [],
      stopped: 'no',
      isNew: false,
    }
    this.sessions.push(session)
    return session
  }
}
