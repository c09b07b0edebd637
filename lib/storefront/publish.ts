import { createHash } from "node:crypto";
import { Rejected } from "../order/errors.ts";
import type { Clock, Files, Owner, Page, UploadGate } from "../order/ports.ts";
import { changePublication } from "./change-publication.ts";
import { ContentId, freshId, PublicationId } from "./ids.ts";
import type { Bell, Platform, Publications } from "./ports.ts";
import { Refused } from "./problem.ts";
import type { Publication, Stock } from "./publication.ts";
import type {
  Content,
  ContentRequest,
  PublicationRequest,
  PublicationsQuery,
  TermsRequest,
} from "./requests.ts";
import { previewsOf } from "./view-session.ts";
import type { ContentView, PublicationView } from "./views.ts";

export interface ShelfPorts {
  readonly publications: Publications;
  readonly platform: Platform;
  readonly stock: Pick<Files, "link" | "bytesOf">;
  readonly gate: Pick<UploadGate, "form">;
  readonly bell: Bell;
  readonly clock: Clock;
  /** Origin of the shopper's pages. */
  readonly site: string;
}

const formSeconds = 900;

/** A way to bring a file into the storefront's own bucket, where it stays for as long as it is sold. */
export async function beginContent(
  { gate, clock }: Pick<ShelfPorts, "gate" | "clock">,
  owner: Owner,
  { bytes, type }: ContentRequest,
) {
  const contentId = ContentId.parse(freshId("cnt", owner.mode));
  const key = contentKey(owner, contentId, type);
  const upload = { fileId: "fil_0", key, bytes, type, state: "open", multipartId: null } as const;
  const expiresAt = new Date(clock.now().getTime() + formSeconds * 1000).toISOString();
  const view: typeof ContentView._output = {
    contentId,
    form: await gate.form(upload, formSeconds),
    expiresAt,
  };
  return view;
}
