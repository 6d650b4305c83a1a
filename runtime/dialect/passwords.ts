import { list, member, statusOf, text } from './answer.ts'

/** How a version gives a station the password of its connection. */
export interface PasswordWords {
  /** Configuration key or variable that takes it. */
  readonly key: string
  /** The value that stands for a password; `undefined` when the version has no room for it. */
  spelled(password: string): string | undefined
  /** The value that a call of the host gives, if it is such a call. */
  given(action: string, payload: unknown): string | undefined
  /** Whether the answer to that call says that the station did not take it. */
  refused(answer: unknown): boolean
}

const taken = ['Accepted', 'RebootRequired']

/** By `AuthorizationKey`, in hexadecimal digits, of 16 to 20 bytes (1.6 security whitepaper §4.1). */
export const passwordAsKey: PasswordWords = {
  key: 'AuthorizationKey',
  spelled(password) {
    const digits = isHexadecimal(password) ? password : hexadecimal(password)
    return digits.length < 32 || digits.length > 40 ? undefined : digits
  },
  given(action, payload) {
    if (action !== 'ChangeConfiguration') return undefined
    const key = text(member(payload, 'key'))?.toLowerCase()
    return key === 'authorizationkey' ? text(member(payload, 'value')) : undefined
  },
  refused: (answer) => !taken.includes(statusOf(answer)),
}

/** By `BasicAuthPassword`, as text of 16 to 40 characters (2.0.1 part 2, A00.FR.205). */
export const passwordAsVariable: PasswordWords = {
  key: 'SecurityCtrlr/BasicAuthPassword',
  spelled: (password) =>
    /^[ -~]*$/.test(password) && password.length >= 16 && password.length <= 40
      ? password
      : undefined,
  given(action, payload) {
    if (action !== 'SetVariables') return undefined
    const data = list(member(payload, 'setVariableData')).find(isPassword)
    return text(member(data, 'attributeValue'))
  },
  refused(answer) {
    const result = list(member(answer, 'setVariableResult')).find(isPassword)
    return !taken.includes(statusOf(result, 'attributeStatus'))
  },
}

function isPassword(part: unknown): boolean {
  const component = text(member(member(part, 'component'), 'name'))?.toLowerCase()
  const variable = text(member(member(part, 'variable'), 'name'))?.toLowerCase()
  return component === 'securityctrlr' && variable === 'basicauthpassword'
}

function isHexadecimal(password: string): boolean {
  return /^(?:[0-9a-f]{2}){16,}$/i.test(password)
}

function hexadecimal(password: string): string {
  const bytes = [...new TextEncoder().encode(password)]
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
