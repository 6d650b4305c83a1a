/** End of the script of the reference page: reads the document, with the token if one is needed. */
export const docsLoad: string = `function load() {
  const token = byId('token').value.trim()
  const headers = { accept: 'application/json', ...(token && { authorization: 'Bearer ' + token }) }
  fetch('api/v1/openapi.json', { headers })
    .then(async (answer) => {
      if (answer.status === 401) return byId('main').replaceChildren('Enter an access token above to read this.')
      if (!answer.ok) throw new Error((await answer.json()).detail)
      spec = await answer.json()
      byId('nav').replaceChildren()
      draw()
    })
    .catch((error) => byId('main').replaceChildren('Cannot read the OpenAPI document: ' + error.message))
}
byId('token').addEventListener('change', () => spec || load())
load()
`
