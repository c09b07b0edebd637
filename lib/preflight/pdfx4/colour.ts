import { type ColourSpace, withBehind } from "../content/colour-space.ts";
import { type Mark, spaceOf } from "../content/marks.ts";
import type { MarkRule, Rule, Verdict } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { intentChannels } from "./intent.ts";

/** Colours that mean the same on every press. */
export const colour: readonly Rule[] = [
  {
    code: "x4_device_rgb",
    severity: "error",
    clause: "Where the output intent is not RGB, RGB comes with a profile, its own or a DefaultRGB.",
    judge: deviceColour("DeviceRGB", 3),
  },
  {
    code: "x4_device_cmyk",
    severity: "error",
    clause: "Where the output intent is not CMYK, CMYK comes with a profile, its own or a DefaultCMYK.",
    judge: deviceColour("DeviceCMYK", 4),
  },
  {
    code: "x4_blend_space",
    severity: "error",
    clause: "Transparency is blended in the output intent's colours or in a space with a profile.",
    judge: (mark, subject) => (mark.kind === "group" ? foreign(mark.space, subject) : null),
  },
  {
    code: "x4_colorants",
    severity: "error",
    clause: "DeviceN has at most 32 colorants.",
    judge: (mark) => {
      const most = Math.max(0, ...spacesOf(mark).map(({ colorants }) => colorants.length));
      return most > 32 ? { measured: most, wanted: 32 } : null;
    },
  },
  {
    code: "x4_profile_channels",
    severity: "error",
    clause: "An ICC profile of a colour space has 1, 3 or 4 channels.",
    judge: (mark) => {
      const odd = spacesOf(mark).find(
        ({ family, channels }) => family === "ICCBased" && ![1, 3, 4].includes(channels),
      );
      return odd ? { measured: odd.channels, wanted: [1, 3, 4] } : null;
    },
  },
];

function spacesOf(mark: Mark): ColourSpace[] {
  const space = spaceOf(mark);
  return space ? withBehind(space) : [];
}

/** Groups have a rule of their own. */
function deviceColour(family: "DeviceRGB" | "DeviceCMYK", channels: number): MarkRule["judge"] {
  return (mark, subject) => {
    if (mark.kind === "group" || !spacesOf(mark).some((space) => space.family === family)) return null;
    const intended = intentChannels(subject);
    if (intended === undefined || intended === channels) return null;
    return { measured: `${family} of a ${mark.kind}`, wanted: "a profile", about: mark.kind };
  };
}

const channelsOf: Readonly<Record<string, number>> = { DeviceRGB: 3, DeviceCMYK: 4 };

function foreign({ family }: ColourSpace, subject: Subject): Verdict | null {
  const channels = channelsOf[family];
  const intended = intentChannels(subject);
  if (channels === undefined || intended === undefined || channels === intended) return null;
  return { measured: family, wanted: "the output intent's colours" };
}
