import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { bundledProgram } from "./bench-bundle.ts";
import type { Photos } from "./bench-photos.ts";

/** One way to make a document: a bash script, the program it needs, and the file that it leaves. */
export interface Way {
  readonly name: string;
  readonly tool: string;
  readonly script: string;
  readonly output: string;
}

interface Group {
  readonly title: string;
  readonly ways: (photos: Photos, folder: string) => Way[];
}

const press = join(import.meta.dirname, "../lib/render/icc/ISOcoated_v2_300_bas.icc");
const ours = await bundledProgram("bench-ours");
/** Ghostscript's package brings it. */
const srgb = "/usr/share/color/icc/ghostscript/srgb.icc";
const side = 2622;
const page = "222mmx222mm";

/** What is compared, ours first. Peers make quality 90 4:4:4, two processes at a time, joined by img2pdf. */
export const groups: Readonly<Record<string, Group>> = {
  rgb: {
    title: "RGB: decode, crop, scale, encode",
    ways: ({ large }, folder) => [
      ourWay("rgb", large, folder),
      peer("imagemagick", { tool: "convert-im6.q16", each: magick(""), photos: large, folder }),
      peer("vips", { tool: "vipsthumbnail", each: vips(""), photos: large, folder }),
      ghostscript(large, folder),
    ],
  },
  cmyk: {
    title: "CMYK: the same, and into the press's inks",
    ways: ({ large }, folder) => {
      const convert = magick(`-profile ${srgb} -profile ${press}`);
      return [
        ourWay("cmyk", large, folder),
        peer("imagemagick", { tool: "convert-im6.q16", each: convert, photos: large, folder }),
        peer("vips", {
          tool: "vipsthumbnail",
          each: vips(`--export-profile ${press}`),
          photos: large,
          folder,
        }),
      ];
    },
  },
  untouched: {
    title: "Untouched: photographs that fit already",
    ways: ({ fitting }, folder) => {
      const output = join(folder, "img2pdf.pdf");
      const script = `img2pdf --pagesize ${page} -o ${output} ${fitting.join(" ")}`;
      return [ourWay("rgb", fitting, folder), { name: "img2pdf", tool: "img2pdf", script, output }];
    },
  },
};

export function isInstalled(tool: string): boolean {
  try {
    execFileSync("which", [tool], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function ourWay(pictures: string, photos: readonly string[], folder: string): Way {
  const output = join(folder, `ours-${pictures}.pdf`);
  const script = `exec "${process.execPath}" "${ours}" ${pictures} ${output} ${photos.join(" ")}`;
  return { name: "Printcloud", tool: "bash", script, output };
}

interface Peer {
  readonly tool: string;
  /** Makes "$0" into "$1". */
  readonly each: string;
  readonly photos: readonly string[];
  readonly folder: string;
}

function peer(name: string, { tool, each, photos, folder }: Peer): Way {
  const output = join(folder, `${name}.pdf`);
  const made = photos.map((_, index) => join(folder, `${name}-${index}.jpg`));
  const pairs = photos.map((photo, index) => `${photo} ${made[index]}`).join("\\n");
  const script = `printf '${pairs}\\n' | xargs -P 2 -n 2 bash -ec '${each}'
    img2pdf --pagesize ${page} -o ${output} ${made.join(" ")}`;
  return { name: `${name} and img2pdf`, tool, script, output };
}

function magick(profiles: string): string {
  const crop = `-resize ${side}x${side}^ -gravity center -extent ${side}x${side}`;
  return `convert-im6.q16 "$0" ${crop} ${profiles} -quality 90 -sampling-factor 4:4:4 "$1"`;
}

function vips(profiles: string): string {
  return `vipsthumbnail "$0" --size ${side}x${side} --smartcrop centre ${profiles} -o "$1[Q=90,subsample_mode=off]"`;
}

/** Downsamples, but cannot crop and keeps its own quality, which is lower. */
function ghostscript(photos: readonly string[], folder: string): Way {
  const output = join(folder, "ghostscript.pdf");
  const shown = photos.map((photo) => `(${photo}) viewJPEG showpage`).join(" ");
  const settings =
    "-dNOSAFER -sDEVICE=pdfwrite -dColorImageResolution=300 -dColorImageDownsampleType=/Bicubic";
  const script = `gs -q -dBATCH -dNOPAUSE ${settings} -o ${output} viewjpeg.ps -c '${shown}'`;
  return { name: "ghostscript (lower quality)", tool: "gs", script, output };
}
