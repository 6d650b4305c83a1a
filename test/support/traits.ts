import { definePlugin, type Plugin, type TraitsPatch } from '../../runtime/plugin/plugin.ts'
import type { SceneOptions } from './scene.ts'

/** Options of a scene whose stations have these traits from the beginning. */
export function withTraits(
  traits: TraitsPatch,
  plugin: Partial<Plugin> = {},
): Pick<SceneOptions, 'plugins'> {
  return {
    plugins: [
      definePlugin({ name: 'odd', revision: 1, match: [{ station: '*' }], traits, ...plugin }),
    ],
  }
}
