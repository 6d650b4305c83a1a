import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { Authority, authorityFiles } from '../security/authority.ts'
import { noData } from '../storage/open.ts'
import { type Flags, readSettings } from './read_settings.ts'
import { complain, say } from './terminal.ts'

/** What `ddf ca` is to do. */
export type AuthorityCommand =
  | { readonly kind: 'init'; readonly name: string }
  | { readonly kind: 'server'; readonly hosts: readonly string[] }
  | { readonly kind: 'sign'; readonly station: string; readonly file: string }
  | { readonly kind: 'issue'; readonly station: string; readonly out: string }
  | { readonly kind: 'revoke'; readonly which: string }
  | { readonly kind: 'list' }

/** Works with the certificate authority in the data folder. @returns the exit code */
export async function authority(command: AuthorityCommand, flags: Flags): Promise<number> {
  const loaded = readSettings(flags)
  if (!loaded) return 1
  const { data } = loaded.settings
  if (data === noData) {
    complain('An authority needs a data folder: correct --data')
    return 1
  }
  const folder = join(data, 'ca')
  const own = new Authority(folder, systemClock)
  const files = authorityFiles(folder)
  switch (command.kind) {
    case 'init':
      await own.init(command.name)
      say(`Wallboxes are to trust ${files.certificate}`)
      return 0
    case 'server':
      await own.makeServer(command.hosts)
      say(`${files.serverCertificate} is the certificate of the server; begin it with --tls-port`)
      return 0
    case 'sign':
      say((await own.sign(await readFile(command.file, 'utf8'), command.station)).trim())
      return 0
    case 'issue': {
      const { certificate, key } = await own.issue(command.station)
      const base = join(command.out, encodeURIComponent(command.station))
      await writeFile(`${base}.key.pem`, key, { mode: 0o600, flag: 'wx' })
      await writeFile(`${base}.pem`, certificate)
      say(`${base}.pem\n${base}.key.pem`)
      return 0
    }
    case 'revoke': {
      const count = await own.revoke(command.which)
      if (count > 0) return 0
      complain(`Nothing was issued to ${command.which} that is not revoked; ddf ca list shows all`)
      return 1
    }
    case 'list':
      for (const { serial, name, kind, until, revoked } of await own.issued()) {
        const state = revoked === undefined ? 'valid  ' : 'revoked'
        say([serial, kind.padEnd(7), state, new Date(until).toISOString(), name].join('  '))
      }
      return 0
  }
}
