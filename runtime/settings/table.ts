import * as v from 'valibot'
import { flagOf, settingNames, variableOf } from './load.ts'
import { settingsSchema, settingTexts } from './schema.ts'
import type { SettingText } from './setting_text.ts'

/** One setting as help and documentation show it. */
export interface SettingRow {
  /** Name in the settings file. */
  readonly name: string
  /** `--port <PORT>`; absent for settings that only the file can hold. */
  readonly flag?: string
  /** Environment variable; absent like the flag. */
  readonly variable?: string
  readonly standard: string
  readonly text: string
}

/** All settings, in the order in which they are shown. */
export function settingRows(): readonly SettingRow[] {
  return settingNames.map((name) => {
    const { value, text, standard }: SettingText = settingTexts[name]
    const fallback = v.getDefault(settingsSchema.entries[name])
    return {
      name,
      ...(value && { flag: `${flagOf(name)} <${value}>`, variable: variableOf(name) }),
      standard: standard ?? String(fallback),
      text,
    }
  })
}

/** The table of all settings in Markdown, as the README shows it. */
export function settingsTable(): string {
  const rows = settingRows().map(
    ({ name, flag, variable, standard, text }) =>
      `| \`${name}\` | ${code(flag)} | ${code(variable)} | ${standard} | ${text} |`,
  )
  return [
    '| in the file | flag | environment | default | what it is |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function code(text: string | undefined): string {
  return text === undefined ? 'file only' : `\`${text}\``
}
