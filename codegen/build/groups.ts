import { join } from 'node:path'
import type { CodeSplittingGroup } from 'rolldown'

/**
 * What is loaded together lies in one file, named here, in the order in which it is wanted: with
 * every command, to look at descriptors, to open the store, before the first station, and before the
 * first HTTP request.
 */
const roots: Readonly<Record<string, readonly string[]>> = {
  base: ['runtime/cli/program.ts'],
  check: ['runtime/cli/check.ts'],
  start: ['runtime/cli/start.ts'],
  runtime: ['runtime/runtime.ts', 'runtime/serve/node.ts'],
  http: ['runtime/serve/http.ts'],
}

/** The groups of modules that make a file each; a module lies in the first that needs it. */
export function groupsOf(root: string): CodeSplittingGroup[] {
  return Object.entries(roots).map(([name, files], index, all) => {
    let needed: ReadonlySet<string> | undefined
    return {
      name(id, graph) {
        needed ??= reached(
          files.map((file) => join(root, file)),
          (one) => graph.getModuleInfo(one)?.importedIds ?? [],
        )
        return needed.has(id) ? name : null
      },
      debugName: name,
      priority: all.length - index,
    }
  })
}

/** Modules, and all that they import at once. */
function reached(
  from: readonly string[],
  importsOf: (id: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set(from)
  for (const id of found) for (const next of importsOf(id)) found.add(next)
  return found
}
