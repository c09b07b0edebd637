/**
 * What the children of a preflight may use, one after the other in a function of 3,008 MB and 900 s: memory as for
 * orders, time together with 100 s to fetch and store. A check of 164 MB and 200 pages has taken 310 MB and 3 s.
 */
export const examinerCaps = {
  measure: { memoryMb: 1_500, seconds: 100 },
  render: { memoryMb: 2_400, seconds: 460, fileMb: 4_000, timeoutCode: "render_timeout" },
  check: { memoryMb: 2_000, seconds: 120, fileMb: 50 },
} as const;
