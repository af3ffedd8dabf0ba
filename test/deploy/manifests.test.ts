import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  readonly profiles: readonly string[];
  readonly ports?: readonly string[];
  readonly command?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const bot = compose.services['tillbot']!;
const [first, second] = [compose.services['tillbot-1']!, compose.services['tillbot-2']!];

interface Probe {
  readonly exec: { readonly command: readonly string[] };
}

interface Container {
  readonly envFrom: readonly unknown[];
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe?: { readonly httpGet: { readonly path: string } };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
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
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

/** What a file for Kubernetes describes, and the one pod in it. */
function manifests(path: string, kind: 'StatefulSet' | 'Deployment') {
  const documents = parseAllDocuments(read(path));
  const objects = documents.map((document) => document.toJS() as KubernetesObject);
  const workload = objects.find((object) => object.kind === kind)?.spec;
  const pod = workload?.template.spec;
  const [container] = pod?.containers ?? [];
  return {
    kind,
    faults: documents.flatMap(({ errors, warnings }) => errors.concat(warnings)),
    kinds: objects.map((object) => object.kind),
    variables: objects.find((object) => object.kind === 'ConfigMap')?.data ?? {},
    secretsFolder: container?.volumeMounts.find(({ name }) => name === 'secrets')?.mountPath,
    workload,
    pod,
    container,
  };
}
const onFile = manifests('kubernetes/tillbot.yaml', 'StatefulSet');
const onPostgres = manifests('kubernetes/postgres/tillbot.yaml', 'Deployment');

const lines = (text: string, pattern: RegExp): readonly (readonly [string, string])[] =>
  [...text.matchAll(pattern)].map(([, name = '', value = '']) => [name, value]);
const unit = read('systemd/tillbot.service');

const WAYS: Readonly<Record<string, Way>> = {
  'compose.yaml': {
    variables: bot.environment,
    secretFiles: bot.secrets.map((name) => `/run/secrets/${name}`),
  },
  'compose.yaml with PostgreSQL': {
    variables: first.environment,
    secretFiles: first.secrets.map((name) => `/run/secrets/${name}`),
  },
  'kubernetes/': {
    variables: onFile.variables,
    secretFiles: bot.secrets.map((name) => `${onFile.secretsFolder}/${name}`),
  },
  'kubernetes/postgres/': {
    variables: onPostgres.variables,
    secretFiles: first.secrets.map((name) => `${onPostgres.secretsFolder}/${name}`),
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
    for (const { name } of secrets) expect(variables[name] ?? '').toBe('');
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

  test.each(['compose.yaml with PostgreSQL', 'kubernetes/postgres/', 'compose.yaml', 'kubernetes/'])(
    'sets nothing that deploy/%s sets by a file',
    (name) => {
      const all = { ...Object.fromEntries(lines(environment, /(\w+)=(\S+)/g)), ...WAYS[name]?.variables };
      const twice = SETTINGS.filter((setting) => {
        const file = fileVariableOf(setting);
        return file !== undefined && all[file] !== undefined && (all[setting.name] ?? '') !== '';
      });
      expect(twice).toEqual([]);
    },
  );

  test('is what Compose builds and runs, with a root file system that cannot be written', () => {
    expect(bot).toMatchObject({
      build: { dockerfile: 'deploy/docker/Dockerfile' },
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
      stop_grace_period: '15s',
      volumes: ['data:/data'],
      profiles: ['sqlite'],
    });
    expect(bot.tmpfs.map((mount) => mount.split(':')[0])).toEqual(['/tmp']);
  });

  test('is what Compose runs twice on PostgreSQL, alike in everything', () => {
    expect(second).toEqual(first);
    const {
      profiles,
      environment,
      secrets,
      depends_on: waits,
      ...rest
    } = first as Service & { depends_on: object };
    const { profiles: _, environment: __, secrets: ___, volumes, ...alone } = bot;
    expect(rest).toEqual(alone);
    expect(volumes).toEqual(['data:/data']);
    expect(profiles).toEqual(['postgres']);
    expect(waits).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(environment).toMatchObject(bot.environment);
    expect(secrets).toEqual([...bot.secrets, 'database-url']);
  });

  test.each([onFile, onPostgres])(
    'is what a $kind of Kubernetes runs, as its user, with its probes',
    (way) => {
      const { kind, faults, workload, pod, container } = way;
      expect(faults).toEqual([]);
      const [, user] = /^USER (\d+):\d+$/m.exec(dockerfile) ?? [];
      expect(workload?.replicas).toBe(kind === 'StatefulSet' ? 1 : 2);
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
        ...(workload?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata),
      ];
      const mounted = container?.volumeMounts.map(({ name }) => name);
      expect(volumes.map(({ name }) => name).toSorted()).toEqual(mounted?.toSorted());
    },
  );
});

describe('deploy/kubernetes/', () => {
  test('has one pod with a volume; or two that share PostgreSQL, of which one may be away', () => {
    expect(onFile.kinds).toEqual(['ConfigMap', 'Service', 'StatefulSet']);
    expect(onPostgres.kinds).toEqual(['ConfigMap', 'Service', 'PodDisruptionBudget', 'Deployment']);
  });

  test('asks each of two whether it is ready, at the port that it listens on', () => {
    const { variables, container } = onPostgres;
    expect(container?.readinessProbe?.httpGet.path).toBe('/ready');
    expect(container?.ports).toEqual([{ name: 'http', containerPort: Number(variables['HTTP_PORT']) }]);
  });

  test('applies only one of the two ways at once', () => {
    // kubectl reads the files of a folder, and none of the folders in it.
    expect(readdirSync(`${DEPLOY}kubernetes`).filter((name) => name.endsWith('.yaml'))).toEqual([
      'tillbot.yaml',
    ]);
  });
});

describe('deploy/compose.yaml', () => {
  test('has each service in exactly one profile, so that one token never has two databases', () => {
    for (const [name, { profiles }] of Object.entries(compose.services))
      expect([name, profiles]).toEqual([name, [name === 'tillbot' ? 'sqlite' : 'postgres']]);
  });

  test('declares the secrets and the volumes that its services use, and no other', () => {
    const services = Object.values<Partial<Service>>(compose.services);
    expect(Object.keys(compose.secrets).toSorted()).toEqual(
      [...new Set(services.flatMap(({ secrets = [] }) => secrets))].toSorted(),
    );
    const mounts = services.flatMap(({ volumes = [] }) => volumes.map((mount) => mount.split(':')[0]!));
    const named = mounts.filter((source) => !source.startsWith('.'));
    expect(Object.keys(compose.volumes).toSorted()).toEqual([...new Set(named)].toSorted());
    for (const source of mounts.filter((mount) => mount.startsWith('.')))
      expect([source, existsSync(join(DEPLOY, source))]).toEqual([source, true]);
  });

  test('lets nobody in from outside of the machine', () => {
    const ports = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(ports).toEqual(['127.0.0.1:9090:9090', '127.0.0.1:3000:3000']);
  });

  test('lets Prometheus ask both bots, with the alert rules, and shows the dashboard', () => {
    const prometheus = parse(read('monitoring/prometheus.compose.yml')) as {
      readonly rule_files: readonly string[];
      readonly scrape_configs: readonly {
        readonly static_configs: readonly { readonly targets: readonly string[] }[];
      }[];
    };
    const port = first.environment['HTTP_PORT'];
    expect(prometheus.scrape_configs[0]?.static_configs[0]?.targets).toEqual([
      `tillbot-1:${port}`,
      `tillbot-2:${port}`,
    ]);
    const inPrometheus = compose.services['prometheus']!.volumes.map((mount) => mount.split(':')[1]!);
    for (const file of prometheus.rule_files) expect(inPrometheus).toContain(`/etc/prometheus/${file}`);

    const { providers } = parse(read('monitoring/grafana/dashboards.yml')) as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    const inGrafana = compose.services['grafana']!.volumes.map((mount) => mount.split(':')[1]!);
    expect(inGrafana).toContain(`${providers[0]?.options.path}/tillbot.json`);
    const { datasources } = parse(read('monitoring/grafana/datasources.yml')) as {
      readonly datasources: readonly { readonly type: string; readonly url: string }[];
    };
    expect(datasources).toMatchObject([{ type: 'prometheus', url: 'http://prometheus:9090' }]);
  });
});
