/** Loaded before a server: collects all garbage on a signal, and says when that is done. */
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  console.log('collected')
})
