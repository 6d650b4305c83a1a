import packed from '@jitl/quickjs-wasmfile-release-sync'

/** What is used of the binary's JavaScript side; addresses are plain numbers here. */
export interface Binary {
  readonly HEAPU8: Uint8Array
  callbacks: Callbacks
  _malloc(size: number): number
  UTF8ToString(at: number): string
}

/** What the binary asks of its host. */
export interface Callbacks {
  shouldInterrupt(asyncify: unknown, runtime: number): 0 | 1
  normalizeModule(
    asyncify: unknown,
    runtime: number,
    context: number,
    from: string,
    specifier: string,
  ): number
  loadModuleSource(asyncify: unknown, runtime: number, context: number, name: string): number
  callFunction(
    asyncify: unknown,
    context: number,
    self: number,
    count: number,
    list: number,
    id: number,
  ): number
  freeHostRef(asyncify: unknown, runtime: number, id: number): void
}

/** What is used of the binary's functions; every number is an address. */
export interface Calls {
  QTS_NewRuntime(): number
  QTS_RuntimeSetMaxStackSize(runtime: number, bytes: number): void
  QTS_RuntimeEnableInterruptHandler(runtime: number): void
  QTS_RuntimeEnableModuleLoader(runtime: number, ownResolve: number): void
  QTS_RuntimeDisableModuleLoader(runtime: number): void
  QTS_NewContext(runtime: number, intrinsics: number): number
  QTS_NewString(context: number, text: number): number
  QTS_GetString(context: number, value: number): number
  QTS_GetFloat64(context: number, value: number): number
  QTS_Typeof(context: number, value: number): number
  QTS_GetProp(context: number, value: number, name: number): number
  QTS_GetUndefined(): number
  QTS_Call(context: number, fn: number, self: number, count: number, list: number): number
  QTS_ResolveException(context: number, value: number): number
  QTS_Eval(
    context: number,
    text: number,
    length: number,
    name: string,
    detect: number,
    flags: number,
  ): number
}

/** Instantiates the compiled binary over a memory. */
export async function loadBinary(
  compiled: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<{ readonly binary: Binary; readonly calls: Calls }> {
  // The types are those of the CommonJS files, where the default export lies one level deeper.
  const variant = 'default' in packed ? packed.default : packed
  const loaded = await variant.importModuleLoader()
  const inner = 'default' in loaded ? loaded.default : loaded
  const load = 'default' in inner ? inner.default : inner
  const options = {
    wasmMemory: memory,
    print: () => {},
    printErr: () => {},
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports {
      const instance = new WebAssembly.Instance(compiled, imports)
      done(instance)
      return instance.exports
    },
  }
  const binary = await load(options)
  return { binary, calls: new (await variant.importFFI())(binary) }
}
