/** Whose mark it is: cover and block of one copy carry the same ticket and number. */
interface Marked {
  readonly ticketId: string;
  readonly component: "inside" | "cover" | "jobticket";
  /** From 1; 0 where all copies are printed from one file. */
  readonly copy: number;
}

/** What a mark says, e.g. `tkt_01KB...,cover,2`. */
export function markText({ ticketId, component, copy }: Marked): string {
  return `${ticketId},${component},${copy}`;
}
