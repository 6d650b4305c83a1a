/** Loaded before a server: collects all garbage on a signal, and says when that is done. */
process.on('SIGUSR2', async () => {
  // Threads of the engine give memory back a little later.
  for (let i = 0; i < 2; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  console.log('collected')
})
