declare module "postject" {
  /** Puts bytes into an executable under a name; the fuse is what Node looks for to know that they are there. */
  export function inject(
    ...given: [file: string, name: string, bytes: Buffer, how: { sentinelFuse: string }]
  ): Promise<void>;
}
