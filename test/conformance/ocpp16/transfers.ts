import * as assert from 'uvu/assert'
import { at } from '../../support/scene.ts'
import type { Trial } from '../trial.ts'

/** Offers a file to the station of a trial, and resolves with its id. */
export async function offer({ server, id }: Trial, content: string): Promise<string> {
  const url = `http://127.0.0.1:${server.httpPort}/api/v1/stations/${id}/files?name=fw.bin`
  const headers = { 'content-type': 'application/octet-stream' }
  const answer = await fetch(url, { method: 'POST', body: content, headers })
  assert.is(answer.status, 201)
  return String(at(await answer.json(), 'id'))
}

/** Fetches a file as a station does. */
export async function download(location: unknown): Promise<string> {
  const answer = await fetch(String(location))
  assert.is(answer.status, 200)
  return answer.text()
}

/** Sends a file as a station does; once, as its key is good for no more. */
export async function upload(location: unknown, content: string): Promise<void> {
  const send = () => fetch(String(location), { method: 'PUT', body: content })
  assert.is((await send()).status, 201)
  assert.is((await send()).status, 409)
}

/** Checks that the file of the only operation of the station lies with the host. */
export async function showsFile(trial: Trial, content: string): Promise<void> {
  const [operation] = await trial.records(`/stations/${trial.id}/operations`)
  assert.is(await trial.read(`/stations/${trial.id}/files/${operation?.file}`), content)
}
