import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { SETTING_SECTIONS, VARIABLE_NAMES } from '../../src/app/settings.ts';
import { fileVariableOf } from '../../src/config/setting.ts';

const DEPLOY = fileURLToPath(new URL('../../deploy/', import.meta.url));
const read = (path: string): string => readFileSync(DEPLOY + path, 'utf8');
const SETTINGS = SETTING_SECTIONS.flatMap(({ settings }) => settings);
/** Read by Node, the C library and SQLite. */
const OTHERS = ['NODE_ENV', 'MALLOC_ARENA_MAX', 'SQLITE_TMPDIR', 'PATH'];

/** The variables that a way to run the bot sets, and where its secrets come from. */
interface Way {
  readonly variables: Readonly<Record<string, string>>;
  /** The paths at which the bot finds files with secrets. */
  readonly secretFiles: readonly string[];
}

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly read_only: boolean;
  readonly tmpfs: readonly string[];
  readonly volumes: readonly string[];
  readonly security_opt: readonly string[];
  readonly cap_drop: readonly string[];
  readonly restart: string;
  readonly stop_grace_period: string;
  readonly build: { readonly dockerfile: string };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = parse(read('compose.yaml')) as Compose;
const bot = compose.services['tillbot']!;

interface Probe {
  readonly exec: { readonly command: readonly string[] };
}

/** What the tests look at in the objects of Kubernetes. */
interface KubernetesObject {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number };
        readonly containers: readonly {
          readonly envFrom: readonly unknown[];
          readonly startupProbe: Probe;
          readonly livenessProbe: Probe;
          readonly securityContext: object;
          readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
        }[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
    readonly volumeClaimTemplates: readonly { readonly metadata: { readonly name: string } }[];
  };
}

const objects = parseAllDocuments(read('kubernetes/tillbot.yaml'));
const kubernetes = objects.map((object) => object.toJS() as KubernetesObject);
const stateful = kubernetes.find(({ kind }) => kind === 'StatefulSet')?.spec;
const pod = stateful?.template.spec;
const [container] = pod?.containers ?? [];

const lines = (text: string, pattern: RegExp): readonly (readonly [string, string])[] =>
  [...text.matchAll(pattern)].map(([, name = '', value = '']) => [name, value]);
const unit = read('systemd/tillbot.service');
const secretsFolder = container?.volumeMounts.find(({ name }) => name === 'secrets')?.mountPath;

const WAYS: Readonly<Record<string, Way>> = {
  'compose.yaml': {
    variables: bot.environment,
    secretFiles: bot.secrets.map((name) => `/run/secrets/${name}`),
  },
  'kubernetes/': {
    variables: kubernetes.find(({ kind }) => kind === 'ConfigMap')?.data ?? {},
    secretFiles: Object.keys(compose.secrets).map((name) => `${secretsFolder}/${name}`),
  },
  'systemd/': {
    // Its other settings stand in .env, as docs/operating.md says.
    variables: { BOSMI_USERNAME: '', ...Object.fromEntries(lines(unit, /^Environment=([^=]+)=(.*)$/gm)) },
    secretFiles: lines(unit, /^LoadCredential=([^:]+):(.*)$/gm).map(([name]) => `%d/${name}`),
  },
};

describe.each(Object.entries(WAYS))('deploy/%s', (_name, { variables, secretFiles }) => {
  test('sets only variables that the program reads', () => {
    const unknown = Object.keys(variables).filter((name) => ![...VARIABLE_NAMES, ...OTHERS].includes(name));
    expect(unknown).toEqual([]);
  });

  test('sets every variable that the bot needs, and holds no secret', () => {
    for (const setting of SETTINGS.filter(({ isRequired }) => isRequired === true))
      expect(Object.keys(variables)).toContain(fileVariableOf(setting) ?? setting.name);
    const secrets = SETTINGS.filter((setting) => fileVariableOf(setting) !== undefined);
    for (const { name } of secrets) expect(Object.keys(variables)).not.toContain(name);
  });

  test('reads each secret from a file that is there, and offers no other', () => {
    const named = Object.entries(variables).filter(
      ([name]) => name.endsWith('_FILE') && name !== 'HEALTH_FILE',
    );
    expect(named.map(([, path]) => path).toSorted()).toEqual(secretFiles.toSorted());
    // The file is named as the setting is.
    for (const [variable, path] of named)
      expect(path.split('/').at(-1)).toBe(
        variable
          .replace(/_FILE$/, '')
          .toLowerCase()
          .replaceAll('_', '-'),
      );
  });
});

describe('the image', () => {
  const dockerfile = read('docker/Dockerfile');
  const [, environment = ''] = /^ENV ((?:[^\n]*\\\n)*[^\n]*)/m.exec(dockerfile) ?? [];

  test('sets only variables that something reads, and a database and a health file that can be written', () => {
    const set = Object.fromEntries(lines(environment, /(\w+)=(\S+)/g));
    expect(Object.keys(set).filter((name) => ![...VARIABLE_NAMES, ...OTHERS].includes(name))).toEqual([]);
    expect(set).toMatchObject({ DATABASE_URL: 'file:/data/tillbot.db', HEALTH_FILE: '/tmp/tillbot-health' });
  });

  test('is what Compose builds and runs, with a root file system that cannot be written', () => {
    expect(bot).toMatchObject({
      build: { dockerfile: 'deploy/docker/Dockerfile' },
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
      stop_grace_period: '15s',
      volumes: ['data:/data'],
    });
    expect(bot.tmpfs.map((mount) => mount.split(':')[0])).toEqual(['/tmp']);
    expect(Object.keys(compose.volumes)).toEqual(['data']);
    expect(Object.keys(compose.secrets)).toEqual(bot.secrets);
  });

  test('is what Kubernetes runs: one pod, as the user of the image, with the probes of the image', () => {
    expect(objects.flatMap(({ errors, warnings }) => errors.concat(warnings))).toEqual([]);
    expect(kubernetes.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Service', 'StatefulSet']);
    const [, user] = /^USER (\d+):\d+$/m.exec(dockerfile) ?? [];
    expect(stateful?.replicas).toBe(1);
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: Number(user) });
    expect(pod?.terminationGracePeriodSeconds).toBe(15);
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const [, check] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    for (const probe of [container?.startupProbe, container?.livenessProbe])
      expect(probe?.exec.command).toEqual(JSON.parse(check ?? '[]'));
    const volumes = [
      ...(pod?.volumes ?? []),
      ...(stateful?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata),
    ];
    const mounted = container?.volumeMounts.map(({ name }) => name);
    expect(volumes.map(({ name }) => name).toSorted()).toEqual(mounted?.toSorted());
  });
});
