import process from 'node:process'
import { cpuTime } from '../../../runtime/plugin/isolate/cpu_time.ts'
import { createIsolateHost } from '../../../runtime/plugin/isolate/host.ts'
import { quartiles } from '../statistics.ts'
import { call, contextOf, loadAcme, loadText } from './workload.ts'

/** Longest gap a plugin may add to the longest of a run without it, ms. */
const allowed = 25
const seconds = 3
/** Calls a second. */
const rates = { good: 100, evil: 20 }

/** Bodies of hooks that mean harm. */
const evils: Readonly<Record<string, string>> = {
  'an endless loop': 'for (;;) {}',
  'a native function that takes half a minute': 'return String(new Array(3e8))',
  'ever larger numbers': 'let n = 3n\nfor (;;) n *= n',
  'many texts': 'const all = []\nfor (let i = 0; ; i++) all.push("x".repeat(1e6) + i)',
  'typed arrays': 'const all = []\nfor (;;) all.push(new Uint8Array(1e6).fill(1))',
  'a regular expression': 'return /^(a+)+$/.test("a".repeat(60) + "b")',
  'swallowing what stops it': 'for (;;) new Promise(() => { for (;;) {} })',
  'an answer of five megabytes': 'return "x".repeat(5e6)',
  'nesting without end': 'let all = []\nfor (;;) all = [all]',
  'throwing what loops when read': 'throw { toString() { for (;;) {} } }',
}

/** The longest gap in this thread beside each evil plugin and beside a good one in its place. */
export async function gaps(rounds: number): Promise<{
  readonly rows: readonly (readonly string[])[]
  readonly ok: boolean
}> {
  await run('return payload')
  let ok = true
  const rows: string[][] = []
  for (const [name, body] of Object.entries(evils)) {
    const with_: Run[] = []
    const without: Run[] = []
    for (let round = 0; round < rounds; round++) {
      without.push(await run('return payload'))
      with_.push(await run(body))
    }
    const gap = (runs: readonly Run[]) => quartiles(runs.map((one) => one.gap)).median
    const busy = (runs: readonly Run[]) => quartiles(runs.map((one) => one.busy)).median
    const lost = with_.reduce((sum, one) => sum + one.lost, 0)
    const wait = Math.max(...with_.map((one) => one.wait))
    const more = gap(with_) - gap(without)
    const busier = busy(with_) - busy(without)
    // On a machine that others keep busy, only what this thread did itself tells.
    const verdict = more <= allowed ? 'yes' : busier <= allowed ? 'by busy' : 'NO'
    ok &&= verdict !== 'NO' && lost === 0
    const figures = [gap(without), gap(with_), more, busy(without), busy(with_), wait]
    const cells = figures.map((value) => value.toFixed(1))
    rows.push([name, ...cells, String(lost), verdict])
  }
  return { rows, ok }
}

/** Heads of the columns of {@link gaps}. */
export const gapsHead = [
  'beside',
  'gap without, ms',
  'gap with, ms',
  'more, ms',
  'busy without, ms',
  'busy with, ms',
  'longest wait of the good one, ms',
  'its calls lost',
  'fine',
]

interface Run {
  readonly gap: number
  /** Longest time on a processor between two turns: what is left of a gap that others made longer. */
  readonly busy: number
  readonly wait: number
  readonly lost: number
}

/** Some seconds with a good plugin and another beside it. */
async function run(body: string): Promise<Run> {
  const host = createIsolateHost()
  const good = await loadAcme(host)
  const text = `export default { hooks: { payload(action, payload) {\n${body}\n} } }`
  const other = await loadText(host, { text })
  for (let n = 0; n < 50; n++) await call(good, n)
  const pending: Promise<unknown>[] = []
  let [wait, lost, n] = [0, 0, 0]
  const askGood = async () => {
    const start = performance.now()
    n += 1
    await call(good, n).catch(() => {
      lost += 1
    })
    wait = Math.max(wait, performance.now() - start)
  }
  const askOther = () => other.run('payload', ['MeterValues', {}], contextOf(n))
  const watch = new GapWatch()
  const timers = [
    setInterval(() => pending.push(askGood()), 1000 / rates.good),
    setInterval(() => pending.push(Promise.resolve(askOther())), 1000 / rates.evil),
  ]
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  for (const timer of timers) clearInterval(timer)
  await Promise.all(pending)
  const { gap, busy } = watch.end()
  await host.close()
  return { gap, busy, wait, lost }
}

/** Longest time between two turns of the event loop, ms. */
class GapWatch {
  readonly #thread = process.pid
  #at = performance.now()
  #cpu = cpuTime(this.#thread) ?? Number.NaN
  #gap = 0
  #busy = 0
  #timer = setInterval(() => this.#tick(), 1)

  end(): Pick<Run, 'gap' | 'busy'> {
    this.#tick()
    clearInterval(this.#timer)
    return { gap: this.#gap, busy: this.#busy }
  }

  #tick(): void {
    const at = performance.now()
    const cpu = cpuTime(this.#thread) ?? Number.NaN
    this.#gap = Math.max(this.#gap, at - this.#at)
    this.#busy = Math.max(this.#busy, cpu - this.#cpu)
    this.#at = at
    this.#cpu = cpu
  }
}
