import { group } from '../case.ts'
import { boots } from './boots.ts'
import { resets } from './resets.ts'
import { variables } from './variables.ts'

/** B: boot, device model, resets, network. */
export const provisioning = group('B Provisioning', { ...boots, ...variables, ...resets })
