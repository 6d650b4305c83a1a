/** A part of an address without its percent escapes; where one of them is broken, as it stands. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
