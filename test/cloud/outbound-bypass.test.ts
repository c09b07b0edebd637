import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fetchToFile } from "../../lib/cloud/outbound.ts";
import { isPublicAddress } from "../../lib/cloud/outbound-address.ts";
import { Rejected, Unavailable } from "../../lib/order/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-bypass-"));
afterAll(() => rmSync(folder, { recursive: true }));

// Ports 80 and 443 only: a try that got as far as connecting ends in Unavailable, so refused means no connection.
const literals = [
  "http://127.0.0.1/",
  "http://127.0.0.1:80/",
  "https://127.0.0.1/",
  "http://127.1/",
  "http://127.0.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.0.0.1/",
  "http://0x7F.1/",
  "http://017700000001/",
  "http://0177.0.0.1/",
  "http://0177.0.0.01/",
  "http://127.0.0.1./",
  "http://127.255.255.254/",
  "http://0/",
  "http://0.0.0.0/",
  "http://0.1.2.3/",
  "http://10.0.0.1/",
  "http://0xa.0.0.1/",
  "http://167772161/",
  "http://172.16.0.1/",
  "http://172.31.255.255/",
  "http://192.168.0.1/",
  "http://100.64.0.1/",
  "http://100.100.100.200/",
  "http://169.254.169.254/latest/meta-data/",
  "http://2852039166/",
  "http://0xA9FEA9FE/",
  "http://0251.0376.0251.0376/",
  "http://169.254.170.2/",
  "http://168.63.129.16/",
  "http://192.0.0.192/",
  "http://192.0.2.1/",
  "http://198.18.0.1/",
  "http://198.51.100.1/",
  "http://203.0.113.1/",
  "http://192.88.99.1/",
  "http://224.0.0.1/",
  "http://240.0.0.1/",
  "http://255.255.255.255/",
  "http://[::]/",
  "http://[::1]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[::ffff:169.254.169.254]/",
  "http://[::127.0.0.1]/",
  "http://[::a9fe:a9fe]/",
  "http://[::ffff:0:127.0.0.1]/",
  "http://[64:ff9b::127.0.0.1]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://[64:ff9b:1::10.0.0.1]/",
  "http://[2002:7f00:1::]/",
  "http://[2002:a9fe:a9fe::1]/",
  "http://[2001:0:7f00:1::]/",
  "http://[2001:db8::1]/",
  "http://[3fff::1]/",
  "http://[fc00::1]/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "http://[fec0::1]/",
  "http://[ff02::1]/",
  "http://[100::1]/",
  "http://[100:0:0:1::1]/",
  "http://[5f00::1]/",
  "http://[4000::1]/",
];

const spellings = [
  "http://①②⑦.⓪.⓪.①/",
  "http://127。0。0。1/",
  "http://１２７.0.0.1/",
  "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
  "http://localhost/",
  "http://LOCALHOST/",
  "http://localhost./",
  "http:\\\\127.0.0.1\\",
  "http:127.0.0.1",
  "http:///127.0.0.1/",
  "http://%31%32%37.0.0.1/",
  "\thttp://127.0.0.1/\n",
  "http://93.184.216.34@127.0.0.1/",
  "http://user@93.184.216.34/",
  "http://:pass@93.184.216.34/",
  "http://127.0.0.1#@93.184.216.34/",
  "http://127.0.0.1\\@93.184.216.34/",
  "http://93.184.216.34:22/",
  "http://93.184.216.34:8080/",
  "http://93.184.216.34:65616/",
  "http://93.184.216.34:0/",
  "https://93.184.216.34:6379/",
  "file:///etc/passwd",
  "ftp://93.184.216.34/",
  "gopher://93.184.216.34/",
  "data:text/plain,hello",
  "blob:http://93.184.216.34/x",
  "javascript:alert(1)",
  "ws://93.184.216.34/",
  "//127.0.0.1/",
  "/etc/passwd",
  "",
  "http://",
  "http://[::1%25lo]/",
  `http://93.184.216.34/${"a".repeat(3000)}`,
];

test.each([...literals, ...spellings])("refused without a connection: %j", async (url) => {
  expect(await outcomeOf(url, localNames)).toBe("source_refused");
});

const answers: [string, string[]][] = [
  ["loopback", ["127.0.0.1"]],
  ["loopback of IPv6", ["::1"]],
  ["a mapped loopback", ["::ffff:127.0.0.1"]],
  ["the metadata service", ["169.254.169.254"]],
  ["a private address after a public one", ["93.184.216.34", "10.0.0.1"]],
  ["a private address before a public one", ["192.168.1.1", "93.184.216.34"]],
  ["a private IPv6 address after a public one", ["93.184.216.34", "fd00::1"]],
  ["a link-local address with a zone", ["fe80::1%eth0"]],
  ["no address at all but text", ["localhost"]],
];

test.each(answers)("refused without a connection: a name that answers %s", async (_, addresses) => {
  expect(await outcomeOf("http://photos.example/a.jpg", addresses)).toBe("source_refused");
});

test("what the table calls refused is told apart from a connection that fails", async () => {
  // Nothing listens on port 80 here; an allowed origin gets as far as being told so.
  expect(await outcomeOf("http://127.0.0.1/", [], ["http://127.0.0.1"])).toBe("connected");
});

test.each(["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001:80b::200e", "::ffff:8.8.8.8"])(
  "the open internet is open: %s",
  (address) => expect(isPublicAddress(address)).toBe(true),
);

const localNames = ["127.0.0.1"];

async function outcomeOf(url: string, addresses: string[], allowedOrigins: string[] = []): Promise<string> {
  const lookup = async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const options = { path: join(folder, "never"), maxBytes: 1000, wholeSeconds: 2, lookup, allowedOrigins };
  try {
    await fetchToFile(url, options);
    return "fetched";
  } catch (error) {
    if (error instanceof Rejected) return error.code;
    return error instanceof Unavailable ? "connected" : String(error);
  }
}
