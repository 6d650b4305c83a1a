import type { Context, Location, Measurand, Phase, Sample } from '../model.ts'
import { AsciiText } from './ascii_text.ts'

/**
 * Samples of one message as a short text, for there are very many of them: `i1032500k11034aA16.02` is
 * a register, a power and a current of L1. Each sample is a letter for the measurand, capitals for
 * what is not as usual, and the value; `@` and ms stand before those of another moment than the first.
 * The letters are stored: they must never change their meaning, and `e` is that of exponents.
 */
export function encodeSamples(samples: readonly Sample[]): string {
  text.clear()
  const from = samples[0]?.at ?? 0
  let moment = from
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]
    if (sample === undefined) continue
    const { value, at } = sample
    if (at !== moment) {
      text.text('@')
      text.number(at - from)
    }
    moment = at
    text.text(lettersOf(sample, i))
    text.number(value)
  }
  return text.toString()
}

/** Where texts are put together. */
const text = new AsciiText(1024)

/** The letters of samples by their place in a message: the next message has mostly the same there. */
const known: (Omit<Sample, 'value' | 'at'> & { letters: string })[] = []
const mostKnown = 128

function lettersOf({ measurand, phase, location, context }: Sample, place: number): string {
  const last = known[place]
  if (
    last?.measurand === measurand &&
    last.phase === phase &&
    last.location === location &&
    last.context === context
  ) {
    return last.letters
  }
  const how = phaseLetters[phase] + locationLetters[location] + contextLetters[context]
  const letters = measurandLetters[measurand] + how
  if (place < mostKnown) known[place] = { measurand, phase, location, context, letters }
  return letters
}

/** The samples of such a text, the first of which is from `at`, ms; what cannot be read is left out. */
export function decodeSamples(text: string, at: number): Sample[] {
  const samples: Sample[] = []
  let moment = at
  for (const [, delta, letter = '', capitals = '', number = ''] of text.matchAll(token)) {
    if (delta !== undefined) {
      moment = at + Number(delta)
      continue
    }
    const measurand = measurands.get(letter)
    if (measurand === undefined) continue
    let phase: Phase = ''
    let location: Location = ''
    let context: Context = 'Sample.Periodic'
    for (const capital of capitals) {
      phase = phases.get(capital) ?? phase
      location = locations.get(capital) ?? location
      context = contexts.get(capital) ?? context
    }
    samples.push({ measurand, phase, location, context, value: Number(number), at: moment })
  }
  return samples
}

const token = /@(-?\d+)|([a-z])([A-Z]*)(-?\d+(?:\.\d+)?(?:e[+-]\d+)?)/g

const measurandLetters: Readonly<Record<Measurand, string>> = {
  'Current.Import': 'a',
  'Current.Export': 'b',
  'Current.Offered': 'c',
  'Energy.Active.Export.Interval': 'd',
  'Energy.Active.Export.Register': 'f',
  'Energy.Active.Import.Interval': 'g',
  'Energy.Active.Net': 'h',
  'Energy.Active.Import.Register': 'i',
  'Energy.Reactive.Export.Interval': 'j',
  'Power.Active.Import': 'k',
  'Energy.Reactive.Export.Register': 'l',
  'Energy.Reactive.Import.Interval': 'm',
  'Energy.Reactive.Import.Register': 'n',
  Frequency: 'o',
  'Power.Active.Export': 'p',
  'Power.Factor': 'q',
  'Power.Offered': 'r',
  SoC: 's',
  Temperature: 't',
  'Power.Reactive.Export': 'u',
  Voltage: 'v',
  'Power.Reactive.Import': 'w',
  RPM: 'x',
}

const phaseLetters: Readonly<Record<Phase, string>> = {
  '': '',
  L1: 'A',
  L2: 'B',
  L3: 'C',
  N: 'D',
  'L1-L2': 'E',
  'L2-L3': 'F',
  'L3-L1': 'G',
}

const locationLetters: Readonly<Record<Location, string>> = {
  '': '',
  Body: 'H',
  Cable: 'I',
  EV: 'J',
  Inlet: 'K',
  Outlet: 'L',
}

const contextLetters: Readonly<Record<Context, string>> = {
  'Sample.Periodic': '',
  'Sample.Clock': 'M',
  Trigger: 'N',
  'Transaction.End': 'O',
  'Interruption.End': 'P',
  Other: 'Q',
  'Interruption.Begin': 'R',
  'Transaction.Begin': 'S',
}

const measurands = turned(measurandLetters)
const phases = turned(phaseLetters)
const locations = turned(locationLetters)
const contexts = turned(contextLetters)

function turned<T extends string>(letters: Readonly<Record<T, string>>): ReadonlyMap<string, T> {
  const found = new Map<string, T>()
  for (const word in letters) found.set(letters[word], word)
  return found
}
