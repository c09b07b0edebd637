import {
  storefrontDoors,
  storefrontOthers,
  storefrontRounds,
  storefrontStations,
} from "../storefront/posts.ts";
import { namesOf, type Post } from "./roster.ts";

type DoorName = keyof typeof storefrontDoors;
type StationName = keyof typeof storefrontStations;
type RoundName = keyof typeof storefrontRounds;
type Name = DoorName | StationName | RoundName | keyof typeof storefrontOthers;

/** A function of the storefront; its file is `functions/storefront-<name>.ts`. */
export type StorefrontFunction = `storefront-${Name}`;

export const storefrontDoorNames: readonly DoorName[] = namesOf(storefrontDoors);
export const storefrontStationNames: readonly StationName[] = namesOf(storefrontStations);
export const storefrontRoundNames: readonly RoundName[] = namesOf(storefrontRounds);

const posts = { ...storefrontDoors, ...storefrontStations, ...storefrontRounds, ...storefrontOthers };

export const storefrontFunctions: readonly StorefrontFunction[] = namesOf<Name>(posts).map(
  (name) => `storefront-${name}` as const,
);

/** Every function of the storefront by its whole name. */
export const storefrontRoster = Object.fromEntries(
  namesOf<Name>(posts).map((name) => [`storefront-${name}`, posts[name]]),
) as Readonly<Record<StorefrontFunction, Post>>;
