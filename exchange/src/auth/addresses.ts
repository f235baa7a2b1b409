import { BlockList, isIP } from "node:net";

/** Whether a text is an address, or a network such as `203.0.113.0/24`. */
export function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Whether a key limited to these addresses and networks may be used from an address. */
export function admits(networks: readonly string[] | undefined, remote: string): boolean {
  if (networks === undefined || networks.length === 0) return true;
  const address = remote.replace(/^::ffff:(?=\d+\.)/i, "");
  const list = new BlockList();
  for (const network of networks) {
    const [start = "", bits] = network.split("/");
    const family = isIP(start) === 4 ? "ipv4" : "ipv6";
    list.addSubnet(start, Number(bits ?? (family === "ipv4" ? 32 : 128)), family);
  }
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? "ipv4" : "ipv6");
}
