/** Stands between the client and a port whose calls change the world; a test uses it to end the client there. */
export type Wrap = <Port extends object>(name: string, port: Port) => Port;

export const unwrapped: Wrap = (_, port) => port;
