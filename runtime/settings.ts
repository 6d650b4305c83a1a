/**
 * Settings: flags, then environment (`DDF_...`), then the settings file, then defaults. Nothing else
 * of the runtime looks at the environment or at a settings file.
 */
export {
  flagOf,
  type LoadedSettings,
  loadSettings,
  type SettingSource,
  SettingsError,
  type SettingsInput,
  standardFile,
} from './settings/load.ts'
export { type SettingName, type Settings, settingsSchema } from './settings/schema.ts'
export { type StationSettings, stationSettings } from './settings/station.ts'
export { type SettingRow, settingRows, settingsTable } from './settings/table.ts'
