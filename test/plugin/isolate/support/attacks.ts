import type { FaultKind } from '../../../../runtime/plugin/fault.ts'
import { withHook } from './isolated.ts'

/** Something a hostile plugin may try. */
export interface Attack {
  readonly name: string
  readonly source: string
  /** Kinds of fault it may end with, any of them; absent when it does no harm. */
  readonly faults?: readonly FaultKind[]
  /** Part of the message of the fault. */
  readonly message?: RegExp
  /** Line of the fault, where it is told. */
  readonly line?: number
  /** What a harmless one gives. */
  readonly value?: unknown
  /** It does its worst while it is loaded. */
  readonly early?: true
}

const loops: readonly Attack[] = [
  { name: 'an endless loop', source: withHook('for (;;) {}'), faults: ['time'], line: 2 },
  {
    name: 'an endless loop in finally',
    source: withHook('try { for (;;) {} } finally { for (;;) {} }'),
    faults: ['time'],
    line: 2,
  },
  {
    name: 'an endless loop in catch',
    source: withHook('for (;;) try { for (;;) {} } catch { continue }'),
    faults: ['time'],
    line: 2,
  },
  {
    name: 'an endless generator',
    source: withHook('for (const one of (function* () { for (;;) yield 1 })()) payload.one = one'),
    faults: ['time'],
  },
  {
    name: 'waiting for the clock',
    source: withHook('const start = Date.now()\nwhile (Date.now() - start < 1000) {}'),
    faults: ['time'],
    line: 4,
  },
  {
    name: 'loops that swallow what stops them',
    source: withHook('for (;;) new Promise(() => { for (;;) {} })'),
    faults: ['time'],
  },
  {
    name: 'an async loop that swallows what stops it, and a plain answer',
    source: withHook('(async () => { for (;;) {} })()\nreturn payload'),
    faults: ['time'],
  },
  {
    name: 'a regular expression that backtracks for ever',
    source: withHook('return /^(a+)+$/.test("a".repeat(60) + "b")'),
    faults: ['time'],
    line: 3,
  },
  {
    name: 'a comparison that never ends',
    source: withHook('return [2, 1].sort(() => { for (;;) {} })'),
    faults: ['time'],
  },
  {
    name: 'a native function that takes half a minute',
    source: withHook('return String(new Array(3e8))'),
    faults: ['time'],
    message: /processor time/,
  },
  {
    name: 'ever larger numbers',
    source: withHook('let n = 3n\nfor (;;) n *= n'),
    faults: ['time', 'memory'],
  },
  {
    name: 'a loop of native functions, which is rarely asked to stop',
    source: withHook(
      'const text = JSON.stringify(new Array(5000).fill("x"))\nfor (;;) JSON.parse(text)',
    ),
    faults: ['time'],
  },
  {
    name: 'microtasks without end',
    source: withHook('const next = () => Promise.resolve().then(next)\nnext()\nreturn 1'),
    value: 1,
  },
]

const memory: readonly Attack[] = [
  {
    name: 'endless recursion',
    source: withHook('const deeper = () => deeper() + 1\nreturn deeper()'),
    faults: ['memory'],
    line: 3,
  },
  {
    name: 'endless recursion through a native function',
    source: withHook('const one = { toJSON: () => JSON.stringify(one) }\nreturn one.toJSON()'),
    faults: ['memory'],
  },
  {
    name: 'typed arrays',
    source: withHook('const all = []\nfor (;;) all.push(new Uint8Array(1e6).fill(1))'),
    faults: ['memory'],
    line: 4,
  },
  {
    name: 'a text that doubles',
    source: withHook('let text = "x"\nfor (;;) text += text'),
    faults: ['memory', 'thrown'],
  },
  {
    name: 'many texts',
    source: withHook('const all = []\nfor (let i = 0; ; i++) all.push("x".repeat(1e6) + i)'),
    faults: ['memory', 'time'],
  },
  {
    name: 'one huge array',
    source: withHook('return new Array(5e8).fill(0)'),
    faults: ['memory', 'time'],
  },
  {
    name: 'one huge buffer',
    source: withHook('return new ArrayBuffer(2 ** 31 - 1).byteLength'),
    faults: ['memory', 'thrown'],
  },
  {
    name: 'a map without end',
    source: withHook('const all = new Map()\nfor (let i = 0; ; i++) all.set(i, {})'),
    faults: ['memory', 'time'],
  },
  {
    name: 'catching that there is no memory, for ever',
    source: withHook(
      'const all = []\nfor (;;) try { all.push(new Uint8Array(1e6)) } catch { all.push({}) }',
    ),
    faults: ['memory', 'time'],
  },
  {
    name: 'nesting that only the parser sees',
    source: withHook('return JSON.parse("[".repeat(3e6))'),
    faults: ['memory', 'thrown', 'time'],
  },
]

const throws: readonly Attack[] = [
  { name: 'throwing nothing', source: withHook('throw null'), faults: ['thrown'] },
  {
    name: 'throwing what has no text',
    source: withHook('throw { toString() { throw 1 } }'),
    faults: ['thrown'],
    message: /unreadable/,
  },
  {
    name: 'throwing what loops when it is read',
    source: withHook('throw { toString() { for (;;) {} } }'),
    faults: ['time'],
  },
  {
    name: 'throwing an error whose message loops',
    source: withHook(
      'throw Object.defineProperty(new Error(), "message", { get() { for (;;) {} } })',
    ),
    faults: ['time'],
  },
  {
    name: 'throwing a proxy that loops',
    source: withHook('throw new Proxy(new Error(), { get() { for (;;) {} } })'),
    faults: ['time'],
  },
  {
    name: 'throwing a message of megabytes',
    source: withHook('throw new Error("x".repeat(4e6))'),
    faults: ['thrown'],
    message: /^Error: x{493}$/,
  },
  {
    name: 'throwing while the stack is written',
    source: withHook('Error.prepareStackTrace = () => { for (;;) {} }\nthrow new Error("written")'),
    faults: ['thrown', 'time'],
  },
]

const output: readonly Attack[] = [
  {
    name: 'an answer of five megabytes',
    source: withHook('return "x".repeat(5e6)'),
    faults: ['output'],
    message: /longer than 262144/,
  },
  {
    name: 'an answer that grows when it is written',
    source: withHook('return "\\u0001".repeat(262000)'),
    faults: ['output'],
  },
  {
    name: 'an answer that is nested too deep',
    source: withHook('let all = []\nfor (let i = 0; i < 1e4; i++) all = [all]\nreturn all'),
    faults: ['output'],
    message: /nested/,
  },
  {
    name: 'an answer with a circle',
    source: withHook('payload.self = payload\nreturn payload'),
    faults: ['output'],
  },
  {
    name: 'an answer that loops when it is read',
    source: withHook('return new Proxy({}, { ownKeys() { for (;;) {} } })'),
    faults: ['time'],
  },
  { name: 'a promise', source: withHook('return Promise.resolve(1)'), faults: ['output'] },
  { name: 'a function', source: withHook('return () => 1'), faults: ['output'] },
  { name: 'a large integer', source: withHook('return 1n'), faults: ['output'] },
  { name: 'a symbol', source: withHook('return Symbol("x")'), faults: ['output'] },
  {
    name: 'a prototype in the answer',
    source: withHook('return JSON.parse(\'{"__proto__":{"polluted":1}}\')'),
    faults: ['output'],
    message: /__proto__/,
  },
  {
    name: 'a constructor in the answer',
    source: withHook('return { constructor: { prototype: { polluted: 1 } } }'),
    faults: ['output'],
    message: /constructor/,
  },
  {
    name: 'an answer that looks like two',
    source: withHook('return "1\\n{}\\n{}"'),
    value: '1\n{}\n{}',
  },
  {
    name: 'too many commands',
    source: withHook('for (let i = 0; i < 9; i++) context.send({ kind: "Reset", hard: true })'),
    faults: ['output'],
  },
  {
    name: 'a memory that is too large',
    source: withHook('context.memory.all = "x".repeat(5000)'),
    faults: ['output'],
    message: /4096/,
  },
  {
    name: 'a memory that loops when it is read',
    source: withHook(
      'Object.defineProperty(context.memory, "x", { enumerable: true, get() { for (;;) {} } })',
    ),
    faults: ['time'],
  },
  {
    name: 'ten thousand lines of log',
    source: withHook('for (let i = 0; i < 1e4; i++) context.log("x".repeat(1e3))\nreturn 1'),
    value: 1,
  },
]

const escapes: readonly Attack[] = [
  {
    name: 'code from text by a constructor',
    source: withHook('return payload.constructor.constructor("return process")()'),
    faults: ['thrown'],
    message: /Code from text/,
    line: 3,
  },
  {
    name: 'code from text by the constructor of a generator',
    source: withHook('return (function* () {}).constructor("yield 1")'),
    faults: ['thrown'],
    message: /Code from text/,
  },
  {
    name: 'code from text by the constructor of an async function',
    source: withHook('return (async () => {}).constructor("return 1")()'),
    faults: ['thrown'],
    message: /Code from text/,
  },
  {
    name: 'code from text by Function',
    source: withHook('return new Function("return 1")()'),
    faults: ['thrown'],
  },
  { name: 'eval', source: withHook('return eval("1")'), faults: ['thrown'], message: /eval/ },
  {
    name: 'importing a module of the host',
    source: withHook('return import("node:fs")'),
    faults: ['output'],
  },
  {
    name: 'importing a file in passing',
    source: withHook(
      'import("../../package.json").then((all) => { globalThis.all = all })\nreturn typeof all',
    ),
    value: 'undefined',
  },
  {
    name: 'looking for what the host has',
    source: withHook(`return ['process', 'require', 'module', 'fetch', 'WebAssembly', 'Worker',
'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'setTimeout', 'queueMicrotask',
'performance', 'console', 'postMessage', 'Deno', 'Bun', 'std', 'os', 'bjson', 'scriptArgs', 'print',
'gc', 'Intl', 'crypto', 'navigator'].filter((name) => name in globalThis)`),
    value: [],
  },
  {
    name: 'looking for a function of the host',
    source: withHook(`const seen = new Set()
const visit = (value) => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return
  if (seen.has(value)) return
  seen.add(value)
  for (const key of Reflect.ownKeys(value)) {
    const { value: member, get, set } = Object.getOwnPropertyDescriptor(value, key)
    for (const one of [member, get, set]) visit(one)
  }
  visit(Object.getPrototypeOf(value))
}
visit(globalThis)
visit(context.log)
return [...seen].some((one) => /process|require|readFile|fetch|host/i.test(one.name ?? ''))`),
    value: false,
  },
  {
    name: 'pollution of what every object has',
    source: withHook(
      'Object.prototype.polluted = 1\nArray.prototype.polluted = 1\nreturn ({}).polluted',
    ),
    value: 1,
  },
  {
    name: 'another way to write JSON',
    source: withHook(
      'JSON.stringify = () => "2"\nJSON.parse = () => 3\nObject.prototype.toJSON = () => 4\nreturn { a: 1 }',
    ),
    value: 4,
  },
  {
    name: 'breaking what the runner is made of',
    source: withHook(
      'Array.prototype.push = () => { for (;;) {} }\nObject.keys = () => { throw 1 }\nreturn { a: 1 }',
    ),
    faults: ['thrown', 'output'],
  },
  {
    name: 'answering in the place of the runner',
    source: withHook('return 1', 'Reflect.apply = () => ({ ok: false })\n'),
    value: { ok: false },
  },
  {
    name: 'breaking what the guest is made of',
    source: withHook('return 1', 'String.prototype.split = () => []\n'),
    faults: ['thrown', 'output', 'runner'],
  },
  {
    name: 'changing what it is given',
    source: withHook(
      'payload.deep.list.push(4)\ncontext.identity.chargePointVendor = "x"\nreturn payload',
    ),
    value: { deep: { list: [1, 2, 3, 4] } },
  },
  {
    name: 'keeping something for the next call',
    source: withHook(
      'globalThis.calls = (globalThis.calls ?? 0) + 1\nreturn [++count, globalThis.calls]',
      'let count = 0\n',
    ),
    value: [1, 1],
  },
]

const whileLoading: readonly Attack[] = [
  { name: 'an endless loop while it is loaded', source: 'for (;;) {}', faults: ['time'] },
  {
    name: 'a native function while it is loaded',
    source: 'String(new Array(3e8))\nexport default {}',
    faults: ['time'],
  },
  {
    name: 'taking memory while it is loaded',
    source: 'const all = []\nfor (;;) all.push(new Uint8Array(1e6).fill(1))',
    faults: ['memory'],
  },
  {
    name: 'keeping memory after it is loaded',
    source: withHook('return all.length', 'const all = new Uint8Array(2e7).fill(1)\n'),
    faults: ['memory'],
  },
  {
    name: 'a definition that loops when it is read',
    source: 'export default { get name() { for (;;) {} } }',
    faults: ['time'],
  },
  {
    name: 'a definition of megabytes',
    source: 'export default { name: "x".repeat(1e6) }',
    faults: ['load'],
  },
  {
    name: 'a source that breaks the stripper of types',
    source: `export default ${'['.repeat(1e5)}`,
    faults: ['load'],
  },
  { name: 'a source of megabytes', source: `//${'x'.repeat(1e6)}`, faults: ['load'] },
  ...[
    'node:fs',
    '/etc/passwd',
    'file:///etc/passwd',
    'data:text/javascript,export default 1',
    '../../../etc/passwd',
    '../../package.json',
    '../../ddf-runtime/isolate/guest',
    'ddf-runtime/isolate/guest',
    'ddf-runtime',
    'valibot',
  ].map(
    (from): Attack => ({
      name: `importing ${from}`,
      source: `\nimport * as all from '${from}'\nexport default all`,
      faults: ['load'],
      message: /^Cannot import/,
      line: 2,
    }),
  ),
]

/** What hostile plugins try: to stop the process, to fill its memory, to deceive it, to get out. */
export const attacks: readonly Attack[] = [
  ...loops,
  ...memory,
  ...throws,
  ...output,
  ...escapes,
  ...whileLoading.map((attack): Attack => ({ ...attack, early: true })),
]
