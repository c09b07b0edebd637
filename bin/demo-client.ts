import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as z from "zod";
import { OrderView, UploadView } from "../lib/order/views.ts";

/** A merchant's program, as small as it can be: uploads, orders, reads. */
export class Client {
  readonly #api: string;
  readonly #key: string;

  constructor(api: string, key: string) {
    this.#api = api;
    this.#key = key;
  }

  /** Uploads every photograph of a folder; answers their file ids in the order of their names. */
  async uploadPhotos(folder: string): Promise<string[]> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".jpg")).sort();
    return Promise.all(names.map((name) => this.upload(join(folder, name), "image/jpeg")));
  }

  async upload(path: string, type: string): Promise<string> {
    const bytes = await readFile(path);
    const begun = UploadView.parse(await this.#post("/uploads", { bytes: bytes.length, type }));
    if (!begun.form) throw new Error(`${basename(path)} is too large for a form`);
    const form = new FormData();
    for (const [name, value] of Object.entries(begun.form.fields)) form.append(name, value);
    form.append("file", new Blob([bytes], { type }));
    const sent = await fetch(begun.form.url, { method: "POST", body: form });
    if (!sent.ok) throw new Error(`upload of ${basename(path)}: ${sent.status} ${await sent.text()}`);
    await this.#post(`/uploads/${begun.fileId}/complete`, {});
    return begun.fileId;
  }

  /** A photo book of 26 pages from 13 photographs and a magazine of 40 pages, to one address. */
  async order({ images, essay }: { images: readonly string[]; essay: string }): Promise<OrderView> {
    const photos = [...images, ...images].map((fileId) => ({ fileId }));
    const [front] = images;
    const body = {
      merchantReference: "DEMO-1",
      recipient: {
        name: "A. Reader",
        line1: "Keizersgracht 1",
        postalCode: "1015 CN",
        city: "Amsterdam",
        countryCode: "NL",
      },
      items: [
        {
          productId: "photobook-hardcover-square-210",
          quantity: 1,
          files: {
            images: photos,
            cover: { title: "Summer", spineText: "Summer", image: { fileId: front } },
          },
        },
        { productId: "magazine-a4", quantity: 3, files: { inside: { fileId: essay } } },
      ],
    };
    return OrderView.parse(await this.#post("/orders", body));
  }

  async read(orderId: string): Promise<OrderView> {
    return OrderView.parse(await this.#call(`/orders/${orderId}`, {}));
  }

  async save(url: string | null, path: string): Promise<void> {
    const response = await fetch(z.url().parse(url));
    if (!response.ok) throw new Error(`download: ${response.status}`);
    await writeFile(path, response.body ?? "");
  }

  #post(path: string, body: unknown): Promise<unknown> {
    return this.#call(path, { method: "POST", body: JSON.stringify(body) });
  }

  async #call(path: string, init: RequestInit): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#key}`, "content-type": "application/json" };
    const response = await fetch(`${this.#api}${path}`, { ...init, headers });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}
