/** A cyclic redundancy check over bytes as they come. */
export interface Crc {
  update(bytes: Uint8Array): void;
  /** Big-endian, as S3 writes it. */
  digest(): Buffer;
}

// Both polynomials bit-reversed, as the bytes are read with their lowest bit first; 32 bits fill the low half only.
const castagnoli = { high: 0, low: 0x82f63b78 };
const nvme = { high: 0x9a6c9329, low: 0xac4bc9b5 };

const castagnoliTable = lazy(() => tableOf(castagnoli));
const nvmeTable = lazy(() => tableOf(nvme));

/** CRC-32C (Castagnoli). */
export function crc32c(): Crc {
  const { low: table } = castagnoliTable();
  let crc = 0xffffffff;
  return {
    update(bytes) {
      for (let i = 0; i < bytes.length; i++) {
        crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] ?? 0)) & 255] ?? 0);
      }
    },
    digest: () => words(~crc),
  };
}

/** CRC-64/NVME, in two halves of 32 bits: with BigInt it would be fifty times slower. */
export function crc64nvme(): Crc {
  const table = nvmeTable();
  let [high, low] = [0xffffffff, 0xffffffff];
  return {
    update(bytes) {
      for (let i = 0; i < bytes.length; i++) {
        const index = (low ^ (bytes[i] ?? 0)) & 255;
        low = ((low >>> 8) | (high << 24)) ^ (table.low[index] ?? 0);
        high = (high >>> 8) ^ (table.high[index] ?? 0);
      }
    },
    digest: () => words(~high, ~low),
  };
}

function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    buffer.writeInt32BE(value | 0, 4 * index);
  });
  return buffer;
}

function tableOf(polynomial: { high: number; low: number }): { high: Int32Array; low: Int32Array } {
  const table = { high: new Int32Array(256), low: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      // All ones when the lowest bit falls out, else zero.
      const mask = -(low & 1);
      low = ((low >>> 1) | (high << 31)) ^ (mask & polynomial.low);
      high = (high >>> 1) ^ (mask & polynomial.high);
    }
    table.high[byte] = high;
    table.low[byte] = low;
  }
  return table;
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
