/** What a token lets its bearer do; each role includes those before it. */
export const roles = ['read', 'control', 'admin'] as const

/** `read` looks, `control` moves stations, `admin` changes what the server is. */
export type Role = (typeof roles)[number]

/** Whether a role includes another. */
export function permits(has: Role, needed: Role): boolean {
  return roles.indexOf(has) >= roles.indexOf(needed)
}
