/** What help and documentation say of a setting. */
export interface SettingText {
  /** Word for the value in help; without it the setting is for the file only. */
  readonly value?: string
  /** What its flag and variable are called after, where not after the setting. */
  readonly flag?: string
  /** Its flag and variable hold a number. */
  readonly number?: true
  readonly text: string
  /** Default in words, where the schema has none or a less telling one. */
  readonly standard?: string
}
