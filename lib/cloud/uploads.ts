import * as z from "zod";
import { FileId } from "../order/ids.ts";
import type { Owner } from "../order/ports.ts";
import type { Uploads } from "../order/upload-ports.ts";
import type { Table } from "./table.ts";

const UploadRow = z.object({
  upload: z.strictObject({
    fileId: FileId,
    key: z.string(),
    bytes: z.int(),
    type: z.string(),
    state: z.enum(["open", "complete"]),
    multipartId: z.string().nullable(),
  }),
});

/** Uploads of merchants; the object behind one expires after a day unless an order took it. */
export function uploadsIn(table: Table): Uploads {
  return {
    get: async (owner, fileId) => {
      const row = await table.get(keyOf(owner, fileId));
      return row && UploadRow.parse(row).upload;
    },
    put: async (owner, upload) => {
      await table.put({ ...keyOf(owner, upload.fileId), upload });
    },
  };
}

function keyOf({ mode, merchantId }: Owner, fileId: string) {
  return { pk: `${mode}#${merchantId}#files`, sk: fileId };
}
