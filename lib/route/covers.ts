/** Facilities looked at for one item: those that make most of the basket, then the best. */
const maxBranches = 8;
/** Covers weighed against each other. */
const maxCovers = 64;

/** Ids of facilities that can make everything between them. */
export type Cover = readonly string[];

/** Covers of the smallest size there is, from who makes each item, best first: some of them where there are many. */
export function fewestCovers(makers: readonly (readonly string[])[]): Cover[] {
  const distinct = narrowed(makers);
  for (let size = 1; size <= distinct.length; size++) {
    const found = covers(distinct, { chosen: [], size });
    if (found.length > 0) return [...new Map(found.map((cover) => [cover.join(), cover])).values()];
  }
  return [];
}

/** Items that the same facilities make are one; those with the least choice come first. */
function narrowed(all: readonly (readonly string[])[]): string[][] {
  const reach = (id: string) => all.filter((makers) => makers.includes(id)).length;
  const distinct = new Map(all.map((makers) => [[...makers].sort().join(), makers]));
  return [...distinct.values()]
    .map((makers) => [...makers].sort((a, b) => reach(b) - reach(a)).slice(0, maxBranches))
    .sort((a, b) => a.length - b.length);
}

function covers(makers: readonly string[][], { chosen, size }: { chosen: Cover; size: number }): Cover[] {
  const open = makers.filter((ids) => !ids.some((id) => chosen.includes(id)));
  const [next] = open;
  if (!next) return [chosen];
  if (chosen.length + apart(open) > size) return [];
  const found: Cover[] = [];
  for (const id of next) {
    if (found.length >= maxCovers) break;
    found.push(...covers(makers, { chosen: [...chosen, id].sort(), size }));
  }
  return found;
}

/** Items that have no facility in common need one each: without this bound the search takes for ever. */
function apart(open: readonly string[][]): number {
  const seen = new Set<string>();
  return open.filter((makers) => {
    const isApart = !makers.some((id) => seen.has(id));
    if (isApart) for (const id of makers) seen.add(id);
    return isApart;
  }).length;
}
