import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, beforeAll } from 'vitest';

const DAY_MS = 86_400_000;

/** A server's key and certificate, in PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface TestCertificates {
  /** For 127.0.0.1 and localhost, signed by the tests' authority. */
  readonly good: ServerCertificate;
  /** The same, but for another host. */
  readonly otherHost: ServerCertificate;
  readonly expired: ServerCertificate;
  readonly notYetValid: ServerCertificate;
  /** For 127.0.0.1, signed by itself. */
  readonly selfSigned: ServerCertificate;
  /** For 127.0.0.1, signed by an unknown authority. */
  readonly unknownAuthority: ServerCertificate;
}

const HERE = '127.0.0.1';
const named = (name: string) => [{ name: 'commonName', value: name }];
const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

async function authority(name: string) {
  const { private: key, cert } = await generate(named(name), {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key, cert };
}

async function server(
  ca: ServerCertificate | undefined,
  { host = HERE, fromDays = -1, toDays = 1 }: { host?: string; fromDays?: number; toDays?: number } = {},
): Promise<ServerCertificate> {
  const { private: key, cert } = await generate(named(host), {
    ...common,
    notBeforeDate: new Date(Date.now() + fromDays * DAY_MS),
    notAfterDate: new Date(Date.now() + toDays * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames:
          host === HERE
            ? [
                { type: 7, ip: HERE },
                { type: 2, value: 'localhost' },
              ]
            : [{ type: 2, value: host }],
      },
    ],
    ...(ca === undefined ? {} : { ca }),
  });
  return { key, cert };
}

/**
 * Makes new certificates for the tests of a file. While the tests run, this process trusts their authority through Node's
 * default list of authorities. The program itself has no setting that trusts another authority.
 */
export function testCertificates(): { readonly get: () => TestCertificates } {
  const before = getCACertificates('default');
  let made: TestCertificates | undefined;
  beforeAll(async () => {
    const ca = await authority('Tests of Tillbot');
    made = {
      good: await server(ca),
      otherHost: await server(ca, { host: 'other.example' }),
      expired: await server(ca, { fromDays: -2, toDays: -1 }),
      notYetValid: await server(ca, { fromDays: 1, toDays: 2 }),
      selfSigned: await server(undefined),
      unknownAuthority: await server(await authority('Nobody')),
    };
    setDefaultCACertificates([...before, ca.cert]);
  });
  afterAll(() => setDefaultCACertificates(before));
  return {
    get() {
      if (made === undefined) throw new Error('the certificates exist only while the tests run');
      return made;
    },
  };
}
