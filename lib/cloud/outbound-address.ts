import ipaddr from "ipaddr.js";

const everyPublicV6 = ipaddr.parseCIDR("2000::/3");

/** Azure's host agent: a public-looking address that answers every virtual machine there. */
const azureAgent = "168.63.129.16";

/**
 * True for an address of the open internet, given as the text of an IPv4 or IPv6 address.
 * IPv6 outside 2000::/3 is nobody's: that drops ::/96, 100:0:0:1::/64 and NAT64, which pass as unicast elsewhere.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== "unicast" || address.toString() === azureAgent) return false;
  return address.kind() === "ipv4" || address.match(everyPublicV6);
}
