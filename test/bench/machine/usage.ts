import { readdirSync, readFileSync } from 'node:fs'

/** Length of the ticks in which Linux tells CPU times, µs. */
const tick = 10_000

/** CPU time of a process since its start, µs; `undefined` where the machine does not tell. */
export function cpuOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const coarse = (Number(fields[11]) + Number(fields[12])) * tick
  return fineCpuOf(pid) ?? coarse
}

/** The scheduler's own nanoseconds over all threads. */
function fineCpuOf(pid: number): number | undefined {
  try {
    let sum = 0
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const text = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1')
      sum += Number(text.slice(0, text.indexOf(' ')))
    }
    return sum / 1000
  } catch {
    return undefined
  }
}

/** Memory of a process that is in use, bytes; `undefined` where the machine does not tell. */
export function memoryOf(pid: number): number | undefined {
  const line = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')
  return line === null ? undefined : Number(line[1]) * 1024
}

/** CPU time of the whole machine that was not idle, µs; `undefined` where it does not tell. */
export function machineCpu(): number | undefined {
  const stat = read('/proc/stat')
  if (stat === undefined) return undefined
  const [first = ''] = stat.split('\n', 1)
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0] = first
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + soft) * tick
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
}
