import type { Plugin } from '../runtime/plugin/plugin.ts'
import abbTerraAc from './abb-terra-ac/plugin.ts'
import alfen from './alfen/plugin.ts'
import autel from './autel/plugin.ts'
import benderCc612 from './bender-cc612/plugin.ts'
import easee from './easee/plugin.ts'
import enPlus from './en-plus/plugin.ts'
import etrel from './etrel/plugin.ts'
import evboxElvi from './evbox-elvi/plugin.ts'
import foxess from './foxess/plugin.ts'
import goE from './go-e/plugin.ts'
import grizzlE from './grizzl-e/plugin.ts'
import huaweiScharger from './huawei-scharger/plugin.ts'
import keba from './keba/plugin.ts'
import mennekes4you from './mennekes-4you/plugin.ts'
import mennekesAcu from './mennekes-acu/plugin.ts'
import sungrow from './sungrow/plugin.ts'
import vestelEvc04 from './vestel-evc04/plugin.ts'
import wallbox from './wallbox/plugin.ts'

/** The plugins that ship with the runtime; each has a folder of its name beside this file. */
export const shippedPlugins: readonly Plugin[] = [
  abbTerraAc,
  alfen,
  autel,
  benderCc612,
  easee,
  enPlus,
  etrel,
  evboxElvi,
  foxess,
  goE,
  grizzlE,
  huaweiScharger,
  keba,
  mennekes4you,
  mennekesAcu,
  sungrow,
  vestelEvc04,
  wallbox,
]
