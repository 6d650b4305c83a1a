import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { RecordingFiles } from './recording/files.ts'
import { Recorder } from './recording/recorder.ts'
import type { Settings } from './settings.ts'

/** Sees what goes over every connection, and writes it into the folder of the settings, if any. */
export function recorderOf(
  { record: folder }: Settings,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Recorder {
  const sink = folder === undefined ? undefined : new RecordingFiles({ folder, clock, log })
  return new Recorder({ clock, sink })
}
