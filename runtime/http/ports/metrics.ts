/** What is counted for whoever watches over the process. */
export interface MetricsPort {
  /** Messages of stations since the start, those of either direction. */
  frameCounts(): { readonly received: number; readonly sent: number }
}
