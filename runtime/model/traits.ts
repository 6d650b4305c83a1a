import type { Measurand, Phase } from './words.ts'

/**
 * Facts about a family of stations, as data. Every group has one reader; `coreTraits` is what
 * every unknown station gets, and a plugin says only what differs. Quirk rows are in brackets.
 */
export interface Traits {
  readonly transport: TransportTraits
  readonly setup: SetupTraits
  readonly profile: ProfileTraits
  readonly control: ControlTraits
  readonly meter: MeterTraits
  readonly hints: readonly Hint[]
}

/** Read by the link of a station, and by the server when it connects. */
export interface TransportTraits {
  /** Unanswered own calls in a row after which the connection is closed [X22]. */
  readonly maxUnanswered: number
  /** Seconds between WebSocket pings; 0 = none [T7, T8, T9]. */
  readonly pingInterval: number
  /** Seconds without a sign of life after which a connection is given up [T7]. */
  readonly readTimeout: number
  /** Seconds an own call may take, instead of the setting; `null` = the setting [B11]. */
  readonly callTimeout: number | null
  /** Least time between two own calls, seconds [C11]. */
  readonly callPause: number
  /** An answer with a foreign id is taken for the only own call under way, if it fits it [F11]. */
  readonly anyAnswerId: boolean
  /** The oldest of the versions a station offers is spoken, since its later ones are no good [T12, M22, P18, X11]. */
  readonly oldestVersion: boolean
  /** Vendor ids whose DataTransfer is answered with Accepted [M20, M21]. */
  readonly dataVendors: readonly string[]
}

/** Read by set-up after a connection. */
export interface SetupTraits {
  /** Seconds to wait for a boot report before asking for one; 0 = never ask [B1, B2]. */
  readonly triggerBootAfter: number
  /** Seconds after which set-up goes on without a boot report [B2]. */
  readonly goOnAfter: number
  /** Least time between two requests for a boot report, seconds [B3]. */
  readonly triggerBootEvery: number
  /** Pause between connection (or boot) and the first call, seconds [B4]. */
  readonly settle: number
  /** Whether all keys may be asked for at once; else they are asked for by name [C1]. */
  readonly readAll: boolean
  /** Most keys in one request by name [C1, C2]. */
  readonly chunk: number
  /** Keys never read [C3, C6]. */
  readonly neverRead: readonly string[]
  /** Keys never written [C10, C16]. */
  readonly neverWrite: readonly string[]
  /** Other names of a key, tried when the station does not know the first [C14, P12]. */
  readonly aliases: Readonly<Record<string, readonly string[]>>
  /** Keys to write, with their values [X16, X17]. */
  readonly write: Readonly<Record<string, string>>
  /** How this family spells true and false [C15]. */
  readonly booleans: readonly [yes: string, no: string]
  /** Measurands to ask for instead of those the descriptor reads; `null` = the descriptor's [C6, C7, C19, M5, M19]. */
  readonly measurands: readonly string[] | null
  /** Key whose value is the measurand list to write [C8]. */
  readonly measurandsFrom: string | null
  /** Measurands never asked for, whoever names them, since what comes is wrong [M5]. */
  readonly omitMeasurands: readonly Measurand[]
  /** Most entries of the measurand list; 0 = as many as the station says [C7]. */
  readonly maxMeasurands: number
  /** Bounds of the sample interval, seconds [M13]. */
  readonly sampleInterval: { readonly min: number; readonly max: number }
  /** How statuses that are missing are asked for [B3, B9]. */
  readonly triggerStatus: 'all' | 'each' | 'never'
  /** Whether values are asked for while a transaction runs and none come; seconds between, 0 = never [M14, M15]. */
  readonly pollMeter: number
  /** Whether an unavailable connector is made operative; some stations hang on it [B5, X14]. */
  readonly makeOperative: boolean
  /** Whether profiles of others are cleared first [P21]. */
  readonly clearProfiles: boolean
  /** What is done when a key only counts after a reboot [C9, C18, X25]. */
  readonly reboot: 'never' | 'whenIdle'
}

/** Read by the profile ladder. */
export interface ProfileTraits {
  /** Purposes, in the order they are tried [P4, P20]. */
  readonly purposes: readonly ('TxDefaultProfile' | 'TxProfile' | 'ChargePointMaxProfile')[]
  /** Kinds, in the order they are tried [P2, P3]. */
  readonly kinds: readonly ('Absolute' | 'Relative')[]
  /** Fixed stack level; `null` = what the descriptor says, within what the station says [P1, P23]. */
  readonly stackLevel: number | null
  /** Fixed unit; `null` = what the station says, else A [C13, P6]. */
  readonly unit: 'A' | 'W' | null
  /** Connector a profile is for: its own, or always this one [P5]. */
  readonly connector: 'own' | 0 | 1
  /** Phases a limit in W is converted with; 0 = as the meter shows, else 3 [P6]. */
  readonly phases: 0 | 1 | 2 | 3
  /** Voltage between phase and neutral for the conversion of A to W [P6]. */
  readonly nominalVoltage: number
  /** Profiles are only sent while a transaction runs, and kept until then [P9]. */
  readonly onlyWhileCharging: boolean
  /** Whether `numberPhases` may be sent [P11]. */
  readonly numberPhases: boolean
  /** Whether the limit in force is asked for after a limit was taken [P17]. */
  readonly readBack: boolean
}

/** Read by the strategies that carry out what is wanted. */
export interface ControlTraits {
  /** How a current limit is said: by profile, or by a configuration key [P13, P14, P15]. */
  readonly current: CurrentByProfile | CurrentByKey
  /** Least current other than 0, A [P9]. */
  readonly min: number
  /** Largest current, A; `null` = no bound but the descriptor's [P7]. */
  readonly max: number | null
  /** Currents the station takes: whole multiples of a step, A [P7]. */
  readonly step: number
  /** Currents the station takes, A; `null` = any; the next lower one is sent [P7]. */
  readonly allowed: readonly number[] | null
  /** Most profiles a day, because they wear out its memory; 0 = any number [P13]. */
  readonly writesPerDay: number
  /** What a limit of 0 becomes [P8, P9, P10]. */
  readonly pause: 'zeroLimit' | 'minLimit' | 'stopTransaction' | 'changeAvailability' | 'never'
  /** How charging goes on after a pause; `reset` is for stations that start nothing before [P10, X3]. */
  readonly resume: 'limit' | 'remoteStart' | 'resend' | 'reset'
  /** Times a limit is sent after a pause with `resend`, and seconds between [P10]. */
  readonly resend: { readonly times: number; readonly every: number }
  /** Least time between a stop and a start, seconds [X18, X19]. */
  readonly holdOff: number
  /** Who starts a transaction: the station, or the host when a vehicle is plugged in [B13, X1]. */
  readonly start: 'local' | 'remoteOnPreparing'
  /** The card of a start by the host: fixed, or the value of a key [X2]. */
  readonly idTag: { readonly fixed: string } | { readonly key: string; readonly else: string }
  /** Longest card number the station echoes unharmed [F12]. */
  readonly idTagLength: number
}

/** A current limit is said by a charging profile. */
export interface CurrentByProfile {
  readonly by: 'profile'
}

/** A current limit is said by a configuration key; where the station refuses it, by a profile. */
export interface CurrentByKey {
  /** Tells it from a limit by profile. */
  readonly by: 'key'
  /** Key of each connector, 1 first; one key is for all. */
  readonly keys: readonly string[]
  /** Unit of its value. */
  readonly unit: 'A' | 'dA' | 'cA' | 'mA' | 'W'
  /** The key is for the whole station, so the limit is divided by the number of connectors [P15]. */
  readonly divide: boolean
}

/** Read by the reducer and the samples on their way to it. */
export interface MeterTraits {
  /** Measurands left out when they come [M5]. */
  readonly ignore: readonly Measurand[]
  /** Factors by measurand, for values that are off by a power of ten [M3, M4]. */
  readonly scale: Readonly<Partial<Record<Measurand, number>>>
  /** Phases that are really others; `null` leaves the sample out [M2]. */
  readonly phases: Readonly<Partial<Record<Phase, Phase | null>>>
  /** A voltage of 0 is no measurement [M11]. */
  readonly zeroVoltageIsNone: boolean
  /** Voltage is only measured while a transaction runs [M18]. */
  readonly voltageOnlyWhileCharging: boolean
  /**
   * Where power comes from: reported, the sum of the phases, voltage times current, or that only where
   * no power is reported although current flows [M10, M11].
   */
  readonly power: 'reported' | 'sumPhases' | 'voltageTimesCurrent' | 'reportedOrDerived'
  /** Whether the register counts for ever or begins anew with each session [M7]. */
  readonly register: 'lifetime' | 'session'
  /** The register begins again at this value, Wh; 0 = never [M8]. */
  readonly registerWrap: number
  /** Minutes east of UTC of times without a zone [F13]. */
  readonly timeZone: number
  /** Seconds a status must last before it counts, by status [X13, X24]. */
  readonly debounce: Readonly<Record<string, number>>
  /** What a transaction is made from: the station's messages, or its status [X16]. */
  readonly session: 'fromTransaction' | 'fromStatus'
}

/** Something a user should know of this family. */
export interface Hint {
  /** `warning` = something does not work before the user did something. */
  readonly level: 'info' | 'warning'
  /** One sentence. */
  readonly text: string
}
